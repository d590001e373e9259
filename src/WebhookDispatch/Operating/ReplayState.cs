namespace WebhookDispatch.Operating;

/// <summary>Where a replay of many deliveries stands.</summary>
public enum ReplayState
{
    /// <summary>It is going on, in whichever process dispatches.</summary>
    Running,

    /// <summary>Every delivery that matched is back in the queue.</summary>
    Completed,

    /// <summary>It was stopped; what was replayed before stays replayed.</summary>
    Cancelled,
}
