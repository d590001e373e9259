using WebhookDispatch.Dispatching;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Inbox;

/// <summary>How an inbox handles and remembers what arrives. Checked when the host starts.</summary>
public sealed class InboxOptions
{
    /// <summary>How long one run of a handler may take. Its token is then cancelled and the run counts as failed.</summary>
    /// <value>The default is 30 seconds. More than zero, at most 25 minutes.</value>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an inline answer waits for the handler. After it the sender is told to try again, and the handler goes on.</summary>
    /// <value>The default is 10 seconds, below the 15 seconds that common senders wait. More than zero, at most 5 minutes.</value>
    public TimeSpan InlineWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What <c>Retry-After</c> says when an event cannot be taken now, or its handler is still running.</summary>
    /// <value>The default is 5 seconds. 1 second to 1 hour.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The delays before a handler that failed runs again, in addition to the first run. After the last one the event is dead. Not for inline receivers.</summary>
    /// <value>
    /// The default is 5 seconds, 30 seconds, 2 minutes, 10 minutes, 1 hour, 3 hours, 12 hours, 24 hours: nine runs in not quite
    /// two days. At most 100 delays, each zero to 7 days.
    /// </value>
    public IList<TimeSpan> RetryDelays { get; set; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>The share of a delay that is added at random. Jitter only adds.</summary>
    /// <value>The default is 0.2: up to 20 % longer. 0 to 1.</value>
    public double JitterRatio { get; set; } = 0.2;

    /// <summary>How many handlers run at once, of all receivers and of each, and how events are handed to them.</summary>
    public DispatchingOptions Dispatching { get; } = new();

    /// <summary>When the handlers of a receiver are left alone: its events then wait, and no run is spent.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; } = new();

    /// <summary>How long events are remembered after they were handled, here 30 days, or died. A copy that comes later is a new event.</summary>
    public RetentionOptions Retention { get; } = new() { Delivered = TimeSpan.FromDays(30) };
}
