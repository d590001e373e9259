using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>The headers of a webhook that was stored: its media type, which is all that is kept of them.</summary>
internal sealed class StoredHeaders(string contentType) : IReceivedHeaders
{
    private const string ContentType = "Content-Type";

    public string? Find(string name) => string.Equals(name, ContentType, StringComparison.OrdinalIgnoreCase) ? contentType : null;

    public IEnumerable<KeyValuePair<string, string>> List() => [KeyValuePair.Create(ContentType, contentType)];
}
