using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>A started host with an inbox, as an application has it. A test states only the difference.</summary>
internal sealed class InboxUnderTest : IAsyncDisposable
{
    internal const string Receiver = "/hooks/acme";

    private readonly IHost _host;

    private InboxUnderTest(IHost host, RecordedLogs logs)
    {
        _host = host;
        Logs = logs;
    }

    internal RecordedLogs Logs { get; }

    internal IServiceProvider Services => _host.Services;

    internal IWebhookInbox Inbox => Services.GetRequiredService<IWebhookInbox>();

    internal IServiceProvider Engine => Services.GetRequiredService<InboxHost>().Services;

    internal static async Task<InboxUnderTest> StartAsync(
        InboxStore store, HandlerScript handler, InboxMode mode = InboxMode.Inline, Action<InboxOptions>? options = null, TimeProvider? clock = null,
        Action<IWebhookDispatchBuilder>? build = null, Action<IServiceCollection>? services = null)
    {
        var logs = new RecordedLogs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        services?.Invoke(builder.Services);
        var inbox = builder.Services.AddWebhookInbox(set =>
        {
            set.RetryDelays = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)];
            options?.Invoke(set);
        });
        store.Use(inbox);
        build?.Invoke(inbox);
        var host = builder.Build();
        host.Services.GetRequiredService<IWebhookInbox>().AddReceiver(new InboxReceiver { Name = Receiver, Mode = mode, Handler = handler.RunAsync });
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new InboxUnderTest(host, logs);
    }

    internal ValueTask<InboxReceipt> ReceiveAsync(string id = "evt_1", string body = "{}", string? type = "invoice.paid", string? source = null) =>
        Inbox.ReceiveAsync(
            new InboxEvent { Receiver = Receiver, Source = source, Id = id, Type = type, Timestamp = DateTimeOffset.UnixEpoch, Body = Encoding.UTF8.GetBytes(body) },
            TestContext.Current.CancellationToken);

    internal async Task<DeliveryHistory> HistoryAsync(string id = "evt_1") =>
        (await Inbox.FindAsync(Receiver, id, TestContext.Current.CancellationToken))!.Deliveries.Single();

    /// <summary>Waits until the store holds what the dispatcher has told it.</summary>
    internal async Task WhenStateAsync(DeliveryState state, string id = "evt_1")
    {
        var patience = Patience.Token;
        while ((await HistoryAsync(id)).Delivery.State != state)
        {
            patience.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    internal Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
