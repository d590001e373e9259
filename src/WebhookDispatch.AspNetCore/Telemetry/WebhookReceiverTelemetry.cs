using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WebhookDispatch.AspNetCore.Telemetry;

/// <summary>The names under which receiving can be observed.</summary>
public static class WebhookReceiverTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/>: pass it to <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "WebhookDispatch.AspNetCore";

    /// <summary>The name of the <see cref="Meter"/>: pass it to <c>AddMeter</c>.</summary>
    public const string MeterName = "WebhookDispatch.AspNetCore";

    internal static readonly ActivitySource ActivitySource = new(ActivitySourceName);
}
