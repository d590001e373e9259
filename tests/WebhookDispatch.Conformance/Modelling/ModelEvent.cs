namespace WebhookDispatch.Conformance.Modelling;

/// <summary>An event, as the model has it. Times are seconds.</summary>
internal sealed class ModelEvent(string id, string? key, string body, int publishedAt, int? expiresAt)
{
    internal string Id { get; } = id;

    internal string? Key { get; } = key;

    internal string Body { get; } = body;

    internal int PublishedAt { get; } = publishedAt;

    internal int? ExpiresAt { get; } = expiresAt;

    internal List<ModelDelivery> Deliveries { get; } = [];
}
