using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>One line of the ledger: something that happened, and when.</summary>
internal abstract record Entry(TimeSpan At)
{
    /// <summary>The process it happened in or to, if any.</summary>
    internal string? Life { get; init; }

    /// <summary>Somebody was told that an event is stored.</summary>
    internal sealed record Accepted(TimeSpan At, string EventId, int Deliveries) : Entry(At);

    /// <summary>The store committed an event.</summary>
    internal sealed record Stored(
        TimeSpan At, DateTimeOffset StoreNow, string EventId, byte[] Body, DateTimeOffset DueAt, DateTimeOffset? ExpiresAt, (long Id, string EndpointId, long Token)[] Deliveries) : Entry(At)
    {
        public override string ToString() => $"stored {EventId} due={DueAt:T} expires={ExpiresAt:T} as {string.Join(' ', Deliveries)}";
    }

    /// <summary>The store committed a claim.</summary>
    internal sealed record Claimed(TimeSpan At, DateTimeOffset StoreNow, TimeSpan Lease, long[] Ids, long[] Tokens) : Entry(At)
    {
        public override string ToString() => $"claimed {string.Join(' ', Ids.Zip(Tokens))} for {Lease}";
    }

    /// <summary>The store committed an outcome, or refused it as stale.</summary>
    internal sealed record Settled(TimeSpan At, DateTimeOffset StoreNow, Settlement Settlement, bool Applied) : Entry(At)
    {
        internal long Id => Settlement.Delivery.DeliveryId;

        public override string ToString() =>
            $"settled {Id} token={Settlement.Delivery.LeaseToken} {Settlement.Kind} attempt={Settlement.Attempt?.Number}:{Settlement.Attempt?.StatusCode}{Settlement.Attempt?.Failure} delay={Settlement.Delay} {Settlement.Reason} applied={Applied}";
    }

    /// <summary>Deliveries were ended from outside the queue: cancelled, or their endpoint was deleted.</summary>
    internal sealed record Cancelled(TimeSpan At, DateTimeOffset StoreNow, long[] Ids, string Reason) : Entry(At)
    {
        public override string ToString() => $"cancelled {string.Join(' ', Ids)}: {Reason}";
    }

    /// <summary>Retention ended deliveries that nobody had sent for long.</summary>
    internal sealed record GivenUp(TimeSpan At, DateTimeOffset StoreNow, long[] Ids) : Entry(At)
    {
        public override string ToString() => $"given up {string.Join(' ', Ids)}";
    }

    /// <summary>Deliveries began a new epoch.</summary>
    internal sealed record Replayed(TimeSpan At, DateTimeOffset StoreNow, long[] Ids) : Entry(At)
    {
        public override string ToString() => $"replayed {string.Join(' ', Ids)}";
    }

    /// <summary>Retention removed deliveries.</summary>
    internal sealed record Forgotten(TimeSpan At, DateTimeOffset StoreNow, long[] Ids) : Entry(At)
    {
        public override string ToString() => $"forgotten {string.Join(' ', Ids)}";
    }

    /// <summary>A request left a process.</summary>
    internal sealed record Sent(TimeSpan At, DateTimeOffset StoreNow, int Exchange, string EventId, string EndpointId, byte[] Body, bool IsSigned, DateTimeOffset Timestamp, DateTimeOffset WallClock) : Entry(At)
    {
        public override string ToString() => $"sent #{Exchange} {EventId} to {EndpointId}";
    }

    /// <summary>The receiver took a request and will answer with this status.</summary>
    internal sealed record Received(TimeSpan At, int Exchange, int Status) : Entry(At);

    /// <summary>An answer reached the process that sent.</summary>
    internal sealed record Answered(TimeSpan At, int Exchange, int Status) : Entry(At);

    /// <summary>A fault that was injected, or something an operator did.</summary>
    internal sealed record Happened(TimeSpan At, Disturbance Kind, string What) : Entry(At);
}
