using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Operating;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>A dispatching host on a clock that stands still and on a store that can be watched.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private DurableHost(DispatchHost host, TestClock clock, WatchedStore store)
    {
        Host = host;
        Clock = clock;
        Store = store;
    }

    internal DispatchHost Host { get; }

    internal TestClock Clock { get; }

    internal WatchedStore Store { get; }

    internal IWebhookPublisher Publisher => Host.Publisher;

    internal IWebhookEndpoints Endpoints => Host.Services.GetRequiredService<IWebhookEndpoints>();

    internal IWebhookDeliveries Deliveries => Host.Services.GetRequiredService<IWebhookDeliveries>();

    internal static Task<DurableHost> StartAsync(params WebhookEndpoint[] endpoints) => StartAsync(null, endpoints);

    internal static Task<DurableHost> StartAsync(Action<WebhookDispatchOptions>? options, params WebhookEndpoint[] endpoints) =>
        StartAsync(new TestClock(), null, options, builder => Array.ForEach(endpoints, endpoint => builder.AddEndpoint(endpoint)));

    internal static async Task<DurableHost> StartAsync(
        TestClock clock, WatchedStore? store = null, Action<WebhookDispatchOptions>? options = null, Action<IWebhookDispatchBuilder>? build = null)
    {
        var watched = store ?? new WatchedStore(clock);
        var host = await DispatchHost.StartAsync(
            builder =>
            {
                builder.UseStore(_ => watched).Services.AddHealthChecks().AddWebhookDispatch();
                build?.Invoke(builder);
            },
            set =>
            {
                set.Schedule.RetryDelays = [TimeSpan.FromMinutes(5)];
                set.Schedule.JitterRatio = 0;
                set.Dispatching.SlowAfter = TimeSpan.FromMinutes(1);
                options?.Invoke(set);
            },
            clock);
        return new DurableHost(host, clock, watched);
    }

    /// <summary>Moves the time, and lets the dispatcher look what is due then.</summary>
    internal void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        Host.Services.GetRequiredService<IHandOff>().Signal();
    }

    /// <summary>Moves the time and waits until the dispatcher has looked what is due then.</summary>
    internal async Task<ClaimResult> PassAndLookAsync(TimeSpan time)
    {
        var until = Clock.GetUtcNow() + time;
        Pass(time);
        return await Store.NextClaimAsync(until);
    }

    /// <summary>The one delivery of an event.</summary>
    internal async Task<DeliveryHistory> DeliveryOfAsync(string eventId, string tenant = "") =>
        Assert.Single((await Deliveries.FindEventAsync(eventId, tenant, TestContext.Current.CancellationToken))!.Deliveries);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
