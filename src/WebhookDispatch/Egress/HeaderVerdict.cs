namespace WebhookDispatch.Egress;

/// <summary>Whether an endpoint may add a header. The message never repeats the value, which may be a credential.</summary>
internal sealed record HeaderVerdict(HeaderRefusal Refusal, string Message)
{
    public static readonly HeaderVerdict Allowed = new(HeaderRefusal.None, "");

    public bool IsAllowed => Refusal == HeaderRefusal.None;
}
