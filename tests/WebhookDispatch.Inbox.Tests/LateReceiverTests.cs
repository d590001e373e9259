using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>Receivers that a host adds while it starts, as one does that maps its routes in a Startup class.</summary>
public sealed class LateReceiverTests(SharedServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task What_waited_for_a_receiver_is_handled_at_once_when_the_host_has_started_with_it(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var clock = new TestClock();
        await using (var before = await InboxUnderTest.StartAsync(store, new HandlerScript(), InboxMode.StoreThenProcess, options => options.Dispatching.Enabled = false, clock))
        {
            Assert.Equal(InboxOutcome.Stored, (await before.ReceiveAsync()).Outcome);
        }

        var (handler, logs) = (new HandlerScript(), new RecordedLogs());
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(logs);
        store.Use(builder.Services.AddWebhookInbox());

        // Its minute, for which an event without a receiver is put off, does not pass.
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddHostedService(services => new AddsWhileStarting(services.GetRequiredService<IWebhookInbox>(), handler));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        Assert.Equal("evt_1", (await handler.NextRunAsync()).Event.Id);
        Assert.DoesNotContain(logs.Lines, line => line.Id == 2301);
        await host.StopAsync(Cancellation);
    }

    private sealed class AddsWhileStarting(IWebhookInbox inbox, HandlerScript handler) : IHostedService
    {
        // Long enough for a dispatcher that does not wait to have looked into the store.
        private const int Rounds = 1000;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            for (var i = 0; i < Rounds; i++)
            {
                await inbox.Deliveries.CountAsync(cancellationToken);
                await Task.Yield();
            }

            inbox.AddReceiver(new InboxReceiver { Name = InboxUnderTest.Receiver, Mode = InboxMode.StoreThenProcess, Handler = handler.RunAsync });
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
