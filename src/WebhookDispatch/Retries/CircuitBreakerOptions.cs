namespace WebhookDispatch.Retries;

/// <summary>
/// When an endpoint is left alone. Counted are failures that say the endpoint is unwell: no connection, no answer in time,
/// a new connection that is lost, TLS and protocol faults, 408, 429 and 5xx. Other answers are about one event, a name that does
/// not resolve may be our own trouble, and a connection that had been used may have been closed as idle: none is counted.
/// </summary>
public sealed class CircuitBreakerOptions
{
    /// <summary>How many counted failures in a row open the circuit.</summary>
    /// <value>The default is 5. 1 to 1,000.</value>
    public int ConsecutiveFailures { get; set; } = 5;

    /// <summary>The share of counted failures among the attempts of <see cref="SamplingDuration"/> that opens the circuit.</summary>
    /// <value>The default is 0.5. More than 0, at most 1.</value>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>How many attempts there must be within <see cref="SamplingDuration"/> before <see cref="FailureRatio"/> counts.</summary>
    /// <value>The default is 10. 1 to 100,000.</value>
    public int MinimumThroughput { get; set; } = 10;

    /// <summary>The time over which <see cref="FailureRatio"/> is measured.</summary>
    /// <value>The default is 60 seconds. 1 second to 1 hour.</value>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the circuit stays open before one attempt may probe the endpoint. Each probe that fails doubles it, up to <see cref="MaxBreakDuration"/>.</summary>
    /// <value>The default is 60 seconds. 500 milliseconds to 1 day.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest time between two probes.</summary>
    /// <value>The default is 15 minutes. Not below <see cref="BreakDuration"/>, at most 1 day.</value>
    public TimeSpan MaxBreakDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many endpoints' circuits are kept in memory. Beyond it, those unused for longest are forgotten and begin closed again.</summary>
    /// <value>The default is 10,000. 1 to 1,000,000.</value>
    public int MaxTrackedEndpoints { get; set; } = 10_000;
}
