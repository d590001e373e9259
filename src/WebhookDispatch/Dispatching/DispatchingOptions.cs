namespace WebhookDispatch.Dispatching;

/// <summary>How published events are delivered by this process.</summary>
public sealed class DispatchingOptions
{
    /// <summary>Whether this process delivers. Without it the process only publishes, and another one must deliver.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The most attempts in flight at once, not counting those older than <see cref="SlowAfter"/>.</summary>
    /// <value>The default is 64. 1 to 10,000. A quarter is kept for first attempts.</value>
    public int MaxInFlight { get; set; } = 64;

    /// <summary>The most attempts in flight to one endpoint. An endpoint begins with 2, earns more with successes, and falls back to 1 on a timeout.</summary>
    /// <value>The default is 8. 1 to 1,000.</value>
    public int MaxInFlightPerEndpoint { get; set; } = 8;

    /// <summary>The age at which an attempt gives its slot of <see cref="MaxInFlight"/> back, so that hanging endpoints cannot use up the slots of healthy ones.</summary>
    /// <value>The default is 250 milliseconds. More than zero, at most 1 minute.</value>
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The most attempts older than <see cref="SlowAfter"/>; beyond it they keep their slots.</summary>
    /// <value>The default is 1,024. 0 to 100,000.</value>
    public int MaxSlowInFlight { get; set; } = 1024;

    /// <summary>
    /// How long a claimed delivery is held: when the process dies it is claimed again after that. It must be at least twice the
    /// attempt's deadline, or a slow answer would come after another process has sent the event again.
    /// </summary>
    /// <value>By default twice <c>Sending.AttemptTimeout</c> and 10 seconds: 40 seconds. At most 1 hour.</value>
    public TimeSpan? LeaseDuration { get; set; }

    /// <summary>The longest sleep between two looks into the store when nothing is due and nobody signals.</summary>
    /// <value>The default is 1 second. 1 second to 1 minute.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many deliveries that this process has just published may wait in its memory for a slot. Others wait in the store.</summary>
    /// <value>The default is 4,096. 0, which hands none over, to 100,000.</value>
    public int MaxHandOff { get; set; } = 4096;

    /// <summary>How long attempts in flight may go on when the host stops. What has not ended then is cut off and handed back unspent.</summary>
    /// <value>The default is 25 seconds, below the 30 seconds that a host waits. Zero to 10 minutes.</value>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(25);
}
