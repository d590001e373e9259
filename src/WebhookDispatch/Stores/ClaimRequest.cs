namespace WebhookDispatch.Stores;

/// <summary>Which deliveries to take.</summary>
public sealed record ClaimRequest
{
    /// <summary>The most deliveries to take, at least 1: never more than there are free slots.</summary>
    public required int MaxDeliveries { get; init; }

    /// <summary>How long they are held.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>The most deliveries of an endpoint that <see cref="Capacity"/> does not name.</summary>
    public required int DefaultCapacity { get; init; }

    /// <summary>The most deliveries of each endpoint named; 0 skips it. Full, parked and disabled endpoints are skipped in the store, not after.</summary>
    public IReadOnlyDictionary<string, int> Capacity { get; init; } = new Dictionary<string, int>();

    /// <summary>Takes only deliveries with no attempt spent since they were published or last replayed: slots are kept for them.</summary>
    public bool FirstAttemptsOnly { get; init; }

    /// <summary>The <see cref="ClaimResult.Cursor"/> of the claim before; <see langword="null"/> begins with the first endpoint.</summary>
    public string? Cursor { get; init; }
}
