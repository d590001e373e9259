using WebhookDispatch.AspNetCore.Observing;

namespace Snippets;

// begin receive-observer
internal sealed class WatchReceivers(ILogger<WatchReceivers> logger) : IWebhookReceiverObserver
{
    public ValueTask OnRejected(string receiver, int status, string reason)
    {
        if (reason is "signature_mismatch" or "timestamp_too_old")
        {
            logger.LogCritical("Somebody forges or replays webhooks at {Receiver}: {Reason}", receiver, reason);
        }

        return ValueTask.CompletedTask;
    }
}
// end receive-observer
