namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A row of the outbox.</summary>
internal sealed class OutboxMessage
{
    public long Id { get; set; }

    public required string EventId { get; set; }

    public required byte[] Body { get; set; }

    public DateTime? SentAt { get; set; }
}
