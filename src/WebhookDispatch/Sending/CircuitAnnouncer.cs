using Microsoft.Extensions.Logging;
using WebhookDispatch.Observing;
using WebhookDispatch.Retries;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Sending;

/// <summary>Tells logs, metrics and observers that a circuit opened or closed.</summary>
internal sealed partial class CircuitAnnouncer(WebhookDispatchMetrics metrics, ObserverNotifier observers, ILogger<CircuitAnnouncer> logger)
{
    internal void Announce(CircuitChange change)
    {
        metrics.CircuitChanged(change.IsOpen ? "open" : "closed");
        if (change.IsOpen)
        {
            Log.Opened(logger, change.EndpointId, change.BreakDuration);
            observers.Notify(change, static (observer, opened) => observer.OnCircuitOpened(opened.EndpointId, opened.BreakDuration));
        }
        else
        {
            Log.Closed(logger, change.EndpointId);
            observers.Notify(change, static (observer, closed) => observer.OnCircuitClosed(closed.EndpointId));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Warning, "The circuit of endpoint {EndpointId} is open: nothing is sent to it for {BreakDuration}, then one attempt probes it.")]
        internal static partial void Opened(ILogger logger, string endpointId, TimeSpan breakDuration);

        [LoggerMessage(1302, LogLevel.Information, "The circuit of endpoint {EndpointId} is closed: it answers again.")]
        internal static partial void Closed(ILogger logger, string endpointId);
    }
}
