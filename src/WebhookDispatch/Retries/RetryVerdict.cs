namespace WebhookDispatch.Retries;

/// <summary>The kinds of <see cref="RetryDecision"/>.</summary>
internal enum RetryVerdict
{
    Delivered = 0,
    Retry,
    Dead,
    Blocked,
}
