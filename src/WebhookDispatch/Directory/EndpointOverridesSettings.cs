using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Directory;

/// <summary>What an endpoint of the configuration does differently from the options. Everything left out follows the options.</summary>
public sealed class EndpointOverridesSettings
{
    /// <summary>As <see cref="EndpointOverrides.AttemptTimeout"/>.</summary>
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>As <see cref="EndpointOverrides.AllowHttp2"/>.</summary>
    public bool? AllowHttp2 { get; set; }

    /// <summary>As <see cref="EndpointOverrides.MaxRetries"/>.</summary>
    public int? MaxRetries { get; set; }

    /// <summary>As <see cref="EndpointOverrides.BaseDelay"/>.</summary>
    public TimeSpan? BaseDelay { get; set; }

    /// <summary>As <see cref="EndpointOverrides.MaxDelay"/>.</summary>
    public TimeSpan? MaxDelay { get; set; }

    /// <summary>As <see cref="EndpointOverrides.PermanentStatuses"/>. Empty, the default, follows the options.</summary>
    public IList<int> PermanentStatuses { get; } = [];

    /// <summary>As <see cref="EndpointOverrides.RetryDelays"/>. Empty, the default, follows the options.</summary>
    public IList<TimeSpan> RetryDelays { get; } = [];

    /// <summary>As <see cref="EndpointOverrides.MaxInFlight"/>.</summary>
    public int? MaxInFlight { get; set; }

    /// <summary>As <see cref="EndpointOverrides.AttemptsPerSecond"/>.</summary>
    public double? AttemptsPerSecond { get; set; }

    /// <summary>As <see cref="EndpointOverrides.MaxInFlightInCluster"/>.</summary>
    public int? MaxInFlightInCluster { get; set; }

    /// <summary>As <see cref="EndpointOverrides.Order"/>.</summary>
    public EndpointOrder? Order { get; set; }

    /// <summary>As <see cref="EndpointOverrides.SkipAfter"/>.</summary>
    public int? SkipAfter { get; set; }

    internal EndpointOverrides Read() => new()
    {
        AttemptTimeout = AttemptTimeout,
        AllowHttp2 = AllowHttp2,
        MaxRetries = MaxRetries,
        BaseDelay = BaseDelay,
        MaxDelay = MaxDelay,
        PermanentStatuses = PermanentStatuses.Count == 0 ? null : [.. PermanentStatuses],
        RetryDelays = RetryDelays.Count == 0 ? null : [.. RetryDelays],
        MaxInFlight = MaxInFlight,
        AttemptsPerSecond = AttemptsPerSecond,
        MaxInFlightInCluster = MaxInFlightInCluster,
        Order = Order,
        SkipAfter = SkipAfter,
    };
}
