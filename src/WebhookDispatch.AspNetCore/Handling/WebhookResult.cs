namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>What a handler made of a webhook. <c>default</c> is <see cref="Done"/>.</summary>
public readonly record struct WebhookResult
{
    private WebhookResult(WebhookResultKind kind, TimeSpan? retryAfter = null, string? detail = null)
    {
        Kind = kind;
        RetryAfter = retryAfter;
        Detail = detail;
    }

    /// <summary>The webhook took effect. Answered 200.</summary>
    public static WebhookResult Done => default;

    /// <summary>The application has kept the webhook where no crash can take it, and works on it later. Answered 202; with an inbox, which has kept it too, as <see cref="Done"/>.</summary>
    public static WebhookResult Accepted { get; } = new(WebhookResultKind.Accepted);

    internal WebhookResultKind Kind { get; }

    internal TimeSpan? RetryAfter { get; }

    internal string? Detail { get; }

    /// <summary>It cannot take effect now, but may later. Answered 503, so that the sender tries again.</summary>
    /// <param name="after">The wait the sender is asked for in <c>Retry-After</c>, in whole seconds, rounded up; none by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    public static WebhookResult RetryLater(TimeSpan? after = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after ?? TimeSpan.Zero, TimeSpan.Zero, nameof(after));
        return new WebhookResult(WebhookResultKind.RetryLater, after);
    }

    /// <summary>It can never take effect. Answered 400 with the reason; most senders try again all the same.</summary>
    /// <param name="detail">Why, for the sender to read: it stands in the answer.</param>
    public static WebhookResult Refuse(string detail)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(detail);
        return new WebhookResult(WebhookResultKind.Refuse, detail: detail);
    }
}
