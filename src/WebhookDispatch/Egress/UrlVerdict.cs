namespace WebhookDispatch.Egress;

/// <summary>
/// Whether a URL may be an endpoint's, and the form of it to send to. The message is fit for whoever wrote the URL: it
/// says what to change and repeats neither user info, nor path, nor query, where secrets live.
/// </summary>
internal sealed class UrlVerdict
{
    private UrlVerdict(UrlRefusal refusal, string message, Uri? target)
    {
        Refusal = refusal;
        Message = message;
        Target = target;
    }

    public UrlRefusal Refusal { get; }

    public string Message { get; }

    /// <summary>The URL with an ASCII, lower-case host without trailing dot: what was checked is what is dialled. Null when refused.</summary>
    public Uri? Target { get; }

    public bool IsAllowed => Target is not null;

    public static UrlVerdict Allow(Uri target) => new(UrlRefusal.None, "", target);

    public static UrlVerdict Refuse(UrlRefusal refusal, string message) => new(refusal, message, null);

    public override string ToString() => IsAllowed ? "allowed" : $"{Refusal}: {Message}";
}
