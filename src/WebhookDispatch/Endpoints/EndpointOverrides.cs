namespace WebhookDispatch.Endpoints;

/// <summary>What an endpoint does differently from the options. Everything left <see langword="null"/> follows the options.</summary>
public sealed record EndpointOverrides
{
    /// <summary>No differences.</summary>
    public static EndpointOverrides None { get; } = new();

    /// <summary>The hard deadline of one attempt, in place of <c>Sending.AttemptTimeout</c>. More than zero, at most 2 minutes.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>
    /// Whether HTTP/2 is offered to an https receiver; one that does not take it gets HTTP/1.1. Left <see langword="null"/> or
    /// <see langword="false"/>, attempts speak HTTP/1.1. With HTTP/2 a receiver that refuses a stream or sends GOAWAY gets the
    /// request again, up to four times within one attempt and unseen: .NET takes its word that nothing was processed.
    /// </summary>
    public bool? AllowHttp2 { get; init; }

    /// <summary>Retries of <c>SendAsync</c> in addition to the first attempt, in place of <c>Retries.MaxRetries</c>. 0 to 100.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The delay before the first retry of <c>SendAsync</c>, in place of <c>Retries.BaseDelay</c>.</summary>
    public TimeSpan? BaseDelay { get; init; }

    /// <summary>The longest delay between two attempts of <c>SendAsync</c>, in place of <c>Retries.MaxDelay</c>.</summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>Statuses that end a delivery at once, in place of <c>Retries.PermanentStatuses</c>. Each 300 to 599.</summary>
    public IReadOnlyList<int>? PermanentStatuses { get; init; }

    /// <summary>The delays before the retries of a published event, in place of <c>Schedule.RetryDelays</c>. At most 100, each zero to 7 days.</summary>
    public IReadOnlyList<TimeSpan>? RetryDelays { get; init; }

    /// <summary>The most attempts in flight at once from one dispatcher, in place of <c>Dispatching.MaxInFlightPerEndpoint</c>. 1 to 1,000.</summary>
    public int? MaxInFlight { get; init; }

    /// <summary>The most attempts that one dispatcher begins in a second. More than 0, at most 100,000. Without limit by default.</summary>
    public double? AttemptsPerSecond { get; init; }

    /// <summary>
    /// The most attempts in flight at once from all dispatchers together, exactly. 1 to 10,000. Without limit by default, beside
    /// that of each dispatcher. Its deliveries are not handed over in memory: each is claimed.
    /// </summary>
    public int? MaxInFlightInCluster { get; init; }

    /// <summary>In which order published events go; left <see langword="null"/>, in any.</summary>
    public EndpointOrder? Order { get; init; }

    /// <summary>
    /// For <see cref="EndpointOrder.Strict"/>: after so many failed attempts a delivery is dead, with the reason <c>skipped</c>, and
    /// the next one goes. 1 to 1,000. Left <see langword="null"/>, nothing is skipped: when its schedule ends the endpoint is
    /// disabled with the reason <c>order_blocked</c>, and the delivery is tried again, first, once the endpoint is enabled.
    /// </summary>
    public int? SkipAfter { get; init; }
}
