using WebhookDispatch.Events;

namespace WebhookDispatch.InMemory;

/// <summary>One stored event. Only touched under the store's lock.</summary>
internal sealed class MemoryEvent(long number, WebhookEvent webhookEvent, string tenant, string? idempotencyKey, DateTimeOffset publishedAt, DateTimeOffset? expiresAt)
{
    /// <summary>Its place in the order of publishing.</summary>
    internal long Number { get; } = number;

    internal WebhookEvent Event { get; } = webhookEvent;

    internal string Tenant { get; } = tenant;

    internal string? IdempotencyKey { get; } = idempotencyKey;

    internal DateTimeOffset PublishedAt { get; } = publishedAt;

    internal DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>By rising id. Made once and as long as it has to be: most events keep the one they came with.</summary>
    internal MemoryDelivery[] Deliveries { get; set; } = [];

    internal bool IsSameAs(WebhookEvent other) =>
        string.Equals(Event.Type, other.Type, StringComparison.Ordinal) && Event.Body.Span.SequenceEqual(other.Body.Span);
}
