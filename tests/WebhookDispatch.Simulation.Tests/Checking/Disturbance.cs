namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>What can excuse a duplicate, and what cannot.</summary>
internal enum Disturbance
{
    /// <summary>Excuses nothing.</summary>
    None,

    /// <summary>A process died.</summary>
    Crash,

    /// <summary>A process stood still.</summary>
    Pause,

    /// <summary>A call to the store failed, before or after its commit.</summary>
    StoreFailure,

    /// <summary>A clock jumped.</summary>
    ClockJump,

    /// <summary>A process began to stop in good order.</summary>
    Stopping,

    /// <summary>A process has stopped in good order.</summary>
    Stopped,
}
