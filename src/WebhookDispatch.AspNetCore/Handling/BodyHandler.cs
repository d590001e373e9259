namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>A handler that takes the bytes.</summary>
internal sealed class BodyHandler(Func<ReceivedWebhook, ValueTask<WebhookResult>> run) : WebhookHandler
{
    public override ModelFaults? Prepare(ReceivedWebhook webhook, int maxJsonDepth) => null;

    public override ValueTask<WebhookResult> RunAsync(ReceivedWebhook webhook) => run(webhook);
}
