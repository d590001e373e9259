namespace WebhookDispatch.Signing;

/// <summary>
/// The headers of a received request, wherever they are kept. Implement it on a struct to verify without allocating.
/// </summary>
public interface IWebhookHeaders
{
    /// <summary>Looks a header up, without regard to case.</summary>
    /// <param name="name">The name, such as <c>webhook-id</c>.</param>
    /// <param name="value">The value of a <see cref="HeaderPresence.Single"/> header as received; otherwise empty. Never join several lines into one.</param>
    HeaderPresence Find(string name, out string value);
}
