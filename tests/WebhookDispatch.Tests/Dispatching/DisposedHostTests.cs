using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

/// <summary>A host that is disposed and was never stopped, as in many a test of an application.</summary>
public sealed class DisposedHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_is_disposed_without_being_stopped_asks_its_closed_store_for_nothing_and_logs_no_error(bool dispatches)
    {
        var (logs, clock, answer) = (new RecordedLogs(), new TestClock(), new TaskCompletionSource());
        var store = new WatchedStore(clock);
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => answer.Task);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(clock).AddWebhookDispatch(options =>
        {
            options.Egress.AllowLoopback = true;
            options.Dispatching.Enabled = dispatches;
        }).UseStore(_ => store).AddEndpoint(Some.Endpoint(receiver));
        var host = builder.Build();
        await host.StartAsync(Token);
        var dispatcher = host.Services.GetRequiredService<Dispatcher>();
        await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(Some.Event(), cancellationToken: Token);
        if (dispatches)
        {
            await receiver.NextAsync();
        }

        host.Dispose();
        answer.SetResult();
        store.Fault = new StoreUnavailableException(StoreTrouble.Closed, "The store is closed.");
        clock.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAny(dispatcher.Ended, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Patience.Token));

        Assert.True(dispatcher.Ended.IsCompleted);
        Assert.Equal([], logs.Lines.Where(line => line.Level >= LogLevel.Error && line.Category.StartsWith("WebhookDispatch", StringComparison.Ordinal)).Select(line => line.Text));
    }
}
