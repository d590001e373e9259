namespace WebhookDispatch.Telemetry;

/// <summary>What the instruments of a dispatcher are called: one that sends counts other things than one that runs the handlers of an inbox.</summary>
internal sealed record MetricNames(string Prefix, string Attempts, string AttemptDuration, string Stored, string Delivered)
{
    internal static MetricNames Sending { get; } = new("webhook", "attempts", "attempt.duration", "published", "delivered");

    internal static MetricNames Inbox { get; } = new("webhook.inbox", "runs", "run.duration", "stored", "processed");

    internal string Of(string name) => $"{Prefix}.{name}";
}
