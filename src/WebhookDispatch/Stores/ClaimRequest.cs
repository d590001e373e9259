using System.Collections.Frozen;

namespace WebhookDispatch.Stores;

/// <summary>Which deliveries to take.</summary>
public sealed record ClaimRequest
{
    /// <summary>The most deliveries to take, at least 1: never more than there are free slots.</summary>
    public required int MaxDeliveries { get; init; }

    /// <summary>
    /// How many more may be taken, of those stored as <see cref="NewDelivery.AnyOrder"/>, for slots that will be free in a moment. A store may
    /// ignore it. 0 by default.
    /// </summary>
    public int Ahead { get; init; }

    /// <summary>How long they are held.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>The most deliveries of an endpoint that <see cref="Capacity"/> does not name.</summary>
    public required int DefaultCapacity { get; init; }

    /// <summary>The most deliveries of each endpoint named; 0 skips it. Full, parked and disabled endpoints are skipped in the store, not after.</summary>
    public IReadOnlyDictionary<string, int> Capacity { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Endpoints whose deliveries go one at a time, by rising id, whoever claims: the first that waits is taken, when it is due
    /// and nobody holds another one of its endpoint. One that was published for later, and never claimed, is passed over until it is due.
    /// </summary>
    public IReadOnlySet<string> Ordered { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// The most deliveries of each endpoint named that all callers together may hold, those of this claim and handed-over ones
    /// included. Exact, whatever is claimed at the same time. An ordered endpoint is never held more than once, whatever is said here.
    /// </summary>
    public IReadOnlyDictionary<string, int> MaxHeld { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Takes only deliveries with no attempt spent since they were published or last replayed: slots are kept for them.</summary>
    public bool FirstAttemptsOnly { get; init; }

    /// <summary>
    /// Whether the caller claims again as long as it is given something. A store may then leave <see cref="ClaimResult.NextDueIn"/> to the claim
    /// that takes nothing, and look for leases that have ended less often than at each claim. <see langword="false"/> by default.
    /// </summary>
    public bool Continues { get; init; }

    /// <summary>The <see cref="ClaimResult.Cursor"/> of the claim before; <see langword="null"/> begins with the first endpoint.</summary>
    public string? Cursor { get; init; }
}
