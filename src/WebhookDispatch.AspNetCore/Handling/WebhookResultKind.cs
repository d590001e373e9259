namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>The ways a handler can end without throwing.</summary>
internal enum WebhookResultKind
{
    Done,
    Accepted,
    RetryLater,
    Refuse,
}
