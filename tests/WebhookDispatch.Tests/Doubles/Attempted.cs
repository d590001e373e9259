using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>Attempts that never were, for what only looks at attempts.</summary>
internal static class Attempted
{
    internal static DeliveryAttempt Status(int status, int number = 1, TimeSpan? retryAfter = null) => new()
    {
        Number = number,
        StartedAt = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.Zero,
        Failure = status switch
        {
            >= 200 and <= 299 => AttemptFailure.None,
            301 or 302 or 303 or 307 or 308 => AttemptFailure.RedirectRefused,
            _ => AttemptFailure.HttpStatus,
        },
        StatusCode = status,
        RetryAfter = retryAfter,
    };

    internal static DeliveryAttempt Failed(AttemptFailure failure, int number = 1) => new()
    {
        Number = number,
        StartedAt = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.Zero,
        Failure = failure,
    };

    /// <summary>Sends one event without retries and returns its only attempt.</summary>
    internal static async Task<DeliveryAttempt> OnceAsync(Uri url, Action<WebhookDispatchOptions>? options = null, Action<IWebhookDispatchBuilder>? build = null, TimeProvider? clock = null)
    {
        await using var host = new SenderHost(
            set =>
            {
                set.Retries.MaxRetries = 0;
                options?.Invoke(set);
            },
            build,
            clock);
        var result = await host.Sender.SendAsync(Some.Endpoint(url), Some.Event(), TestContext.Current.CancellationToken);
        return Assert.Single(result.Attempts);
    }
}
