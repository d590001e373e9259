namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>What is run for a webhook.</summary>
internal abstract class WebhookHandler
{
    /// <summary>Reads what the handler needs out of the body, before anything is kept or run.</summary>
    /// <returns>What is wrong with the body; <see langword="null"/> when nothing is.</returns>
    public abstract ModelFaults? Prepare(ReceivedWebhook webhook, int maxJsonDepth);

    public abstract ValueTask<WebhookResult> RunAsync(ReceivedWebhook webhook);
}
