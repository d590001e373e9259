using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Inbox.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task An_inbox_without_a_store_says_what_is_missing()
    {
        var application = new ServiceCollection();
        application.AddWebhookInbox();
        await using var provider = application.BuildServiceProvider();

        var fault = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IWebhookInbox>);

        Assert.Contains("AddWebhookInbox", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calling_it_again_configures_the_same_inbox()
    {
        var services = new ServiceCollection();
        services.AddWebhookInbox(options => options.RetryAfter = TimeSpan.FromSeconds(7)).UseInMemoryStore();
        services.AddWebhookInbox(options => options.InlineWait = TimeSpan.FromSeconds(8));
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<InboxOptions>>().Value;

        Assert.Equal((7, 8), (options.RetryAfter.TotalSeconds, options.InlineWait.TotalSeconds));
        Assert.Single(provider.GetServices<IWebhookInbox>());
        Assert.Single(provider.GetServices<IHostedService>());
    }

    [Fact]
    public async Task Configuration_replaces_the_delays_and_reaches_every_group()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RetryDelays:0"] = "00:00:09",
            ["Dispatching:MaxInFlight"] = "3",
            ["Retention:Delivered"] = "45.00:00:00",
            ["CircuitBreaker:ConsecutiveFailures"] = "2",
        }).Build();
        var services = new ServiceCollection();
        services.AddWebhookInbox(configuration);
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<InboxOptions>>().Value;

        Assert.Equal([TimeSpan.FromSeconds(9)], options.RetryDelays);
        Assert.Equal((3, 45, 2), (options.Dispatching.MaxInFlight, options.Retention.Delivered.TotalDays, options.CircuitBreaker.ConsecutiveFailures));
    }

    [Theory]
    [InlineData("HandlerTimeOut2", "HandlerTimeOut2 is no option; correct its name or take it out. Known here: CircuitBreaker, ")]
    [InlineData("Dispatching:InFlight", "Dispatching:InFlight is no option; correct its name or take it out. Known here: Enabled, ")]
    [InlineData("CircuitBreaker:Failures", "CircuitBreaker:Failures is no option; ")]
    [InlineData("Retention:Days", "Retention:Days is no option; ")]
    public async Task A_key_that_nothing_reads_is_refused_with_those_that_are_known(string key, string refused)
    {
        var services = new ServiceCollection();
        services.AddWebhookInbox(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = "3" }).Build());
        await using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<InboxOptions>>().Value);

        Assert.StartsWith(refused, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sending_and_receiving_keep_apart_what_they_store()
    {
        using var store = InboxStore.InMemory();
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler, services: services => services.AddWebhookDispatch().UseInMemoryStore());

        await inbox.ReceiveAsync();

        var sent = inbox.Services.GetRequiredService<IWebhookStore>();
        Assert.Equal(0, (await sent.CountDeliveriesAsync(TestContext.Current.CancellationToken)).Delivered);
        Assert.Equal(1, (await inbox.Inbox.Deliveries.CountAsync(TestContext.Current.CancellationToken)).Delivered);
    }

    [Fact]
    public async Task An_observer_is_given_what_the_application_registered()
    {
        using var store = InboxStore.InMemory();
        var witness = new InboxWitness();
        await using var inbox = await InboxUnderTest.StartAsync(
            store, new HandlerScript(), services: services => services.AddSingleton(witness), build: builder => builder.AddObserver<Forwarding>());

        await inbox.ReceiveAsync();

        await witness.WhenAsync("evt_1 handled");
    }

    [Fact]
    public async Task An_observer_may_ask_for_the_inbox_that_tells_it()
    {
        using var store = InboxStore.InMemory();
        var witness = new InboxWitness();
        await using var inbox = await Task.Run(() => InboxUnderTest.StartAsync(
            store, new HandlerScript(), services: services => services.AddSingleton(witness), build: builder => builder.AddObserver<Asking>())).WaitAsync(Patience.Token);

        await inbox.ReceiveAsync();

        await witness.WhenAsync("evt_1 handled");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task A_container_with_an_inbox_may_be_disposed_synchronously(string kind)
    {
        using var store = kind == "memory" ? InboxStore.InMemory() : InboxStore.InFile();
        var services = new ServiceCollection().AddLogging();
        store.Use(services.AddWebhookInbox());
        services.AddWebhookDispatch().UseInMemoryStore();
        var provider = services.BuildServiceProvider();
        var inbox = provider.GetRequiredService<IWebhookInbox>();
        inbox.AddReceiver(new InboxReceiver { Name = "later", Mode = InboxMode.StoreThenProcess, Handler = new HandlerScript().RunAsync });
        await inbox.ReceiveAsync(new InboxEvent { Receiver = "later", Id = "evt_1", Timestamp = default, Body = default }, TestContext.Current.CancellationToken);
        _ = provider.GetRequiredService<IWebhookStore>();

        DisposeNow(provider);

        Assert.Throws<ObjectDisposedException>(provider.GetRequiredService<IWebhookInbox>);
        static void DisposeNow(ServiceProvider container) => container.Dispose();
    }

    [Fact]
    public async Task An_event_without_a_type_has_none_in_log_and_traces()
    {
        using var store = InboxStore.InMemory();
        var types = new ConcurrentQueue<object?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WebhookDispatchTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => types.Enqueue(activity.GetTagItem("webhook.event.id") is "evt_untyped" ? activity.GetTagItem("webhook.event.type") : "another"),
        };
        ActivitySource.AddActivityListener(listener);
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript().ThenThrow());

        await inbox.ReceiveAsync("evt_untyped", type: null);

        Assert.Contains(null, types);
        Assert.DoesNotContain("-x00-", inbox.Logs.Lines.Single(line => line.Id == 2302).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_belongs_to_sending_is_refused_by_an_inbox()
    {
        var inbox = new ServiceCollection().AddWebhookInbox();

        Assert.Contains("'acme'", Refused(() => inbox.AddEndpoint("acme", "https://acme.example/hooks", Some.SecretText)), StringComparison.Ordinal);
        Assert.Contains("secrets", Refused(() => inbox.ProtectSecrets(Some.Key())), StringComparison.Ordinal);
        Assert.Contains("quotas", Refused(() => inbox.UseTenantQuotas(_ => null)), StringComparison.Ordinal);
        static string Refused(Action add) => Assert.Throws<InvalidOperationException>(add).Message;
    }

    [Fact]
    public async Task A_receiver_that_handles_inline_is_refused_where_nothing_may_be_handled()
    {
        using var store = InboxStore.InMemory();
        void Off(InboxOptions options) => options.Dispatching.Enabled = false;
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript(), InboxMode.StoreThenProcess, Off);

        var refused = Assert.Throws<InvalidOperationException>(() => inbox.Inbox.AddReceiver(new InboxReceiver { Name = "inline", Handler = new HandlerScript().RunAsync }));

        Assert.Contains("'inline' handles inline, and the inbox's Dispatching.Enabled is false", refused.Message, StringComparison.Ordinal);
        Assert.Equal(InboxOutcome.Stored, (await inbox.ReceiveAsync()).Outcome);
    }

    [Fact]
    public async Task A_handler_has_a_scope_of_the_applications_services()
    {
        using var store = InboxStore.InMemory();
        object? seen = null;
        var handler = new HandlerScript().Then((run, _) =>
        {
            seen = run.Services.GetRequiredService<InboxWitness>();
            return ValueTask.FromResult(InboxResult.Done);
        });
        await using var inbox = await InboxUnderTest.StartAsync(store, handler, services: services => services.AddScoped<InboxWitness>());

        await inbox.ReceiveAsync();

        Assert.IsType<InboxWitness>(seen);
    }

    [Fact]
    public async Task An_event_for_an_unknown_receiver_or_without_a_source_is_a_misuse()
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());
        var stray = new InboxEvent { Receiver = "/hooks/other", Id = "evt_1", Timestamp = default, Body = default };

        await Assert.ThrowsAsync<ArgumentException>(() => inbox.Inbox.ReceiveAsync(stray, TestContext.Current.CancellationToken).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => inbox.ReceiveAsync(source: "").AsTask());
        Assert.Throws<ArgumentException>(() => inbox.Inbox.AddReceiver(new InboxReceiver { Name = InboxUnderTest.Receiver, Handler = new HandlerScript().RunAsync }));
        Assert.Throws<ArgumentException>(() => inbox.Inbox.AddReceiver(new InboxReceiver { Name = "", Handler = new HandlerScript().RunAsync }));
    }

    [Fact]
    public async Task An_inbox_is_counted_apart_from_what_is_sent()
    {
        using var store = InboxStore.InMemory();
        var measured = new List<string>();
        using var listener = new MeterListener();
        var handler = new HandlerScript().ThenThrow();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);
        var factory = inbox.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (measured)
            {
                measured.Add($"{instrument.Name}={value}{(tags.Length > 0 ? $" {tags[0].Value}" : "")}");
            }
        });
        listener.Start();

        await inbox.ReceiveAsync();
        await inbox.ReceiveAsync();
        await inbox.ReceiveAsync();
        await inbox.ReceiveAsync(body: "[]");

        Assert.Equal(
            [
                "webhook.inbox.dead_letters=1 exhausted", "webhook.inbox.duplicates=1 clash", "webhook.inbox.duplicates=1 duplicate", "webhook.inbox.duplicates=1 run_again",
                "webhook.inbox.processed=1", "webhook.inbox.runs=1 failed", "webhook.inbox.runs=1 handled", "webhook.inbox.runs_until_processed=1", "webhook.inbox.stored=1",
            ],
            measured.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_store_that_fails_is_told_to_the_sender_and_stops_nothing()
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());
        await inbox.Engine.GetRequiredService<IWebhookStore>().DisposeAsync();

        Assert.Equal(new InboxReceipt(InboxOutcome.Busy, TimeSpan.FromSeconds(5)), await inbox.ReceiveAsync());
        Assert.Contains(inbox.Logs.Lines, line => line.Id == 2306);
    }

    public sealed class Forwarding : IWebhookObserver
    {
        private readonly InboxWitness _witness;

        public Forwarding(IServiceProvider services) => _witness = services.GetRequiredService<InboxWitness>();

        public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, Deliveries.DeliveryAttempt attempt) =>
            _witness.OnDelivered(endpointId, webhookEvent, attempt);
    }

    internal sealed class Asking(IWebhookInbox inbox, InboxWitness witness) : IWebhookObserver
    {
        public async ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, Deliveries.DeliveryAttempt attempt)
        {
            Assert.NotNull(await inbox.FindAsync(endpointId, webhookEvent.Id));
            await witness.OnDelivered(endpointId, webhookEvent, attempt);
        }
    }
}
