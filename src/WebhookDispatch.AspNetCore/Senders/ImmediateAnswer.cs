namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>A 200 that a sender wants for something that is no event, such as a challenge.</summary>
internal sealed record ImmediateAnswer(string ContentType, byte[] Body)
{
    public static ImmediateAnswer Empty { get; } = new("", []);
}
