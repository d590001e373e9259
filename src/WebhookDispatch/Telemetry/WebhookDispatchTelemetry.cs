using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WebhookDispatch.Telemetry;

/// <summary>The names under which this library can be observed.</summary>
public static class WebhookDispatchTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/>: pass it to <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "WebhookDispatch";

    /// <summary>The name of the <see cref="Meter"/>: pass it to <c>AddMeter</c>.</summary>
    public const string MeterName = "WebhookDispatch";

    internal static readonly ActivitySource ActivitySource = new(ActivitySourceName);
}
