namespace WebhookDispatch.Deliveries;

/// <summary>Why a delivery was given up.</summary>
public enum DeadLetterReason
{
    /// <summary>Every attempt the schedule allows has failed.</summary>
    Exhausted,

    /// <summary>The receiver's answer says that trying again is of no use.</summary>
    Rejected,

    /// <summary>The receiver answered 410 Gone: it wants no more events.</summary>
    Gone,

    /// <summary>The endpoint's circuit breaker was open.</summary>
    CircuitOpen,

    /// <summary>The endpoint's URL leads to an address that is not allowed.</summary>
    BlockedAddress,

    /// <summary>The process died again and again while the delivery was attempted.</summary>
    PoisonCrash,

    /// <summary>It held up an endpoint whose events go in order for as many attempts as <c>SkipAfter</c> allows.</summary>
    Skipped,

    /// <summary>It was due for as long as <c>Retention.Waiting</c> says and nobody sent it: its endpoint is disabled, or cannot be used.</summary>
    WaitedTooLong,

    /// <summary>The store no longer has its event: somebody has deleted the row.</summary>
    PayloadMissing,
}
