namespace WebhookDispatch.Retries;

/// <summary>How published events are retried: by a schedule of days, kept in the store.</summary>
public sealed class ScheduleOptions
{
    /// <summary>The delays before the retries, in addition to the first attempt. After the last one the delivery is dead.</summary>
    /// <value>
    /// The default is 5 seconds, 5 minutes, 30 minutes, 2 hours, 5 hours, 10 hours, 14 hours, 20 hours, 24 hours: ten attempts
    /// over three days, the example schedule of Standard Webhooks 1.0. At most 100 delays, each zero to 7 days.
    /// </value>
    public IList<TimeSpan> RetryDelays { get; set; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The share of a delay that is added at random. Jitter only adds: no attempt is early.</summary>
    /// <value>The default is 0.2: up to 20 % longer. 0 to 1.</value>
    public double JitterRatio { get; set; } = 0.2;

    /// <summary>The longest <c>Retry-After</c> that is followed; a longer one is cut to this. It can only delay.</summary>
    /// <value>The default is 24 hours. Zero, which ignores the header, to 7 days.</value>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The shortest delay after 429, 502, 503 and 504: an endpoint that says it is overloaded is slowed down. Never longer than the
    /// longest of <see cref="RetryDelays"/>, so that a schedule of seconds stays one.
    /// </summary>
    /// <value>The default is 60 seconds. Zero, which leaves the delays as they are, to 1 hour.</value>
    public TimeSpan OverloadDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Statuses that end a delivery at once, such as 400. 410 always does, and disables the endpoint.</summary>
    /// <value>Empty by default: everything else is retried, because a receiver that deploys a fault answers 404 for an hour. Each 300 to 599.</value>
    public IList<int> PermanentStatuses { get; } = [];
}
