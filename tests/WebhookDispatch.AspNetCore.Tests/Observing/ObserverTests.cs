using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Observing;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Tests.Observing;

public sealed class ObserverTests
{
    [Fact]
    public async Task An_observer_is_told_of_every_end()
    {
        var observer = new RecordingReceiverObserver();
        await using var host = await StartAsync(observer);

        foreach (var type in new[] { "done", "later", "throws", "unknown" })
        {
            using var answer = await host.SendAsync(SignedRequest.Of($$"""{"type":"{{type}}"}"""));
        }

        using var refused = await host.SendAsync(SignedRequest.Of("{}").With("webhook-id", "evt_2"));

        Assert.Equal(
            [
                "processed /hooks /hooks evt_1 done 00:00:00", "failed evt_1 later retry_later ", "failed evt_1 throws threw InvalidOperationException",
                "unhandled evt_1 unknown", "rejected /hooks 401 signature_mismatch",
            ],
            observer.Told);
    }

    [Fact]
    public async Task An_observer_that_throws_changes_no_answer_and_keeps_no_other_from_being_told()
    {
        var (broken, sound) = (new RecordingReceiverObserver(throws: true), new RecordingReceiverObserver());
        await using var host = await StartAsync(broken, sound);

        using var answer = await host.SendAsync(SignedRequest.Of("""{"type":"done"}"""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(sound.Told);
        Assert.Contains(host.Logs.Lines, line => line.Id == 4201 && line.Text.Contains(nameof(RecordingReceiverObserver), StringComparison.Ordinal));
    }

    private static Task<ReceiverHost> StartAsync(params RecordingReceiverObserver[] observers) => ReceiverHost.StartAsync(
        hooks => hooks
            .Verify(WebhookScheme.Standard, SignedRequest.Secret)
            .On("done", _ => Task.CompletedTask)
            .On("later", _ => Task.FromResult(WebhookResult.RetryLater()))
            .On("throws", Task (_) => throw new InvalidOperationException()),
        services =>
        {
            foreach (var observer in observers)
            {
                services.AddSingleton<IWebhookReceiverObserver>(observer);
            }
        });
}
