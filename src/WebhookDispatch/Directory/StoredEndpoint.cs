using WebhookDispatch.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>An endpoint that was read from a store.</summary>
/// <param name="Document">What was stored.</param>
/// <param name="Endpoint">The endpoint; with <see cref="WebhookEndpoint.Unreadable"/> in place of its secrets when they cannot be read.</param>
/// <param name="IsCurrent">Whether its secrets are kept as they would be kept now.</param>
internal sealed record StoredEndpoint(EndpointDocument Document, WebhookEndpoint Endpoint, bool IsCurrent)
{
    internal bool IsOf(EndpointDocument document) =>
        Document.Version == document.Version
        && string.Equals(Document.Tenant, document.Tenant, StringComparison.Ordinal)
        // One that was deleted and added again has the same version.
        && Document.Content.Span.SequenceEqual(document.Content.Span);
}
