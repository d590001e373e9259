using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Operating;
using WebhookDispatch.Sqlite;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

public sealed class ShutdownTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("webhooks-").FullName;

    private string Store => Path.Combine(_folder, "webhooks.db");

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_attempt_in_flight_ends_within_the_grace_period_and_is_not_made_again()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.AnswerWith(async (_, context) =>
        {
            asked.TrySetResult();
            await answer.Task;
            context.Response.StatusCode = 204;
        });
        var webhookEvent = Some.Event();
        await using (var host = await StartAsync(receiver))
        {
            await host.Publisher.PublishAsync(webhookEvent, cancellationToken: TestContext.Current.CancellationToken);
            await asked.Task.WaitAsync(Patience.Token);

            var stopping = host.StopAsync();
            answer.SetResult();
            await stopping.WaitAsync(Patience.Token);
        }

        await using var next = await StartAsync(receiver);
        var history = await next.Services.GetRequiredService<IWebhookDeliveries>().FindEventAsync(webhookEvent.Id, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(DeliveryState.Delivered, Assert.Single(history!.Deliveries).Delivery.State);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task An_attempt_that_never_ends_is_cut_off_after_the_grace_period_and_handed_back_unspent()
    {
        var asked = new TaskCompletionSource();
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.AnswerWith(async (_, context) =>
        {
            asked.TrySetResult();
            var cutOff = new TaskCompletionSource();
            context.RequestAborted.Register(cutOff.SetResult);
            await cutOff.Task;
        });
        var webhookEvent = Some.Event();
        await using (var host = await StartAsync(receiver, TimeSpan.Zero))
        {
            await host.Publisher.PublishAsync(webhookEvent, cancellationToken: TestContext.Current.CancellationToken);
            await asked.Task.WaitAsync(Patience.Token);
            var started = Stopwatch.GetTimestamp();
            await host.StopAsync().WaitAsync(Patience.Token);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        }

        receiver.AnswerWith(204);
        await using var next = await StartAsync(receiver);
        Assert.Equal(webhookEvent.Id, await next.Seen.NextDeliveredAsync());
        Assert.Equal(1, Assert.Single(next.Seen.Attempts).Number);
    }

    private Task<DispatchHost> StartAsync(RecordingReceiver receiver, TimeSpan? grace = null) => DispatchHost.StartAsync(
        builder => builder.UseSqlite(Store).AddEndpoint(Some.Endpoint(receiver)),
        options => options.Dispatching.ShutdownGrace = grace ?? options.Dispatching.ShutdownGrace);
}
