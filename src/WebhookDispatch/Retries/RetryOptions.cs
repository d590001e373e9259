namespace WebhookDispatch.Retries;

/// <summary>How <c>IWebhookSender.SendAsync</c> retries inside the caller's await.</summary>
public sealed class RetryOptions
{
    /// <summary>How often a failed attempt is repeated, in addition to the first attempt.</summary>
    /// <value>The default is 5 retries: at most 6 attempts. 0 to 100; with 0 the first failure ends the delivery.</value>
    public int MaxRetries { get; set; } = 5;

    /// <summary>The delay before the first retry. It doubles with each further retry, up to <see cref="MaxDelay"/>.</summary>
    /// <value>The default is 2 seconds. Zero or more, not above <see cref="MaxDelay"/>.</value>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest delay between two attempts, before jitter.</summary>
    /// <value>The default is 5 minutes. At most 1 day.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The share of a delay that is added at random, so that events which failed together do not return together.
    /// Jitter only adds: no attempt is early.
    /// </summary>
    /// <value>The default is 0.1: up to 10 % longer. 0 to 1.</value>
    public double JitterRatio { get; set; } = 0.1;

    /// <summary>
    /// The longest <c>Retry-After</c> that is followed; a longer one is cut to this. A receiver can only delay:
    /// the next attempt comes after the longer of its wish and the schedule's delay.
    /// </summary>
    /// <value>The default is 5 minutes. Zero, which ignores the header, to 1 day.</value>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Statuses that end a delivery at once although they would be retried, such as 501.</summary>
    /// <value>Empty by default: 408, 425, 429 and every 5xx are retried, every other status is final. Each 300 to 599.</value>
    public IList<int> PermanentStatuses { get; } = [];
}
