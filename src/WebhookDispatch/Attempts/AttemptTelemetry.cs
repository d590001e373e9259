using System.Diagnostics;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Egress;
using WebhookDispatch.Events;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Attempts;

/// <summary>What an attempt tells traces, metrics and logs: never a body, secret, signature, path or query.</summary>
internal sealed partial class AttemptTelemetry(WebhookDispatchMetrics metrics, ILogger<AttemptSender> logger)
{
    internal static Activity? Start(string endpointId, Uri url, WebhookEvent webhookEvent, int number)
    {
        if (!WebhookDispatchTelemetry.ActivitySource.HasListeners())
        {
            return null;
        }

        var activity = WebhookDispatchTelemetry.ActivitySource.StartActivity("webhook attempt", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("webhook.endpoint.id", endpointId);
            activity.SetTag("webhook.event.id", webhookEvent.Id);
            activity.SetTag("webhook.event.type", webhookEvent.Type);
            activity.SetTag("webhook.attempt", number);
            activity.SetTag("http.request.method", "POST");
            activity.SetTag("server.address", url.Host);
            activity.SetTag("server.port", url.Port);
        }

        return activity;
    }

    internal void Finish(Activity? activity, string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt)
    {
        if (activity is not null)
        {
            activity.SetTag("webhook.outcome", attempt.Outcome);
            if (attempt.StatusCode is { } status)
            {
                activity.SetTag("http.response.status_code", status);
            }

            if (!attempt.Succeeded)
            {
                activity.SetTag("error.type", attempt.Outcome);
                activity.SetStatus(ActivityStatusCode.Error);
            }
        }

        if (metrics.ObservesAttempts)
        {
            metrics.Attempt(attempt.Outcome, attempt.Duration);
        }

        if (!attempt.Succeeded)
        {
            Log.AttemptFailed(logger, attempt.Number, webhookEvent.Id, webhookEvent.Type, endpointId, attempt.Outcome, attempt.Duration.TotalMilliseconds);
        }
        else if (logger.IsEnabled(LogLevel.Debug))
        {
            Log.AttemptSucceeded(logger, attempt.Number, webhookEvent.Id, webhookEvent.Type, endpointId, attempt.Duration.TotalMilliseconds);
        }
    }

    /// <summary>Tells the operator alone what the outcome's word leaves out: the address that was refused, the name, the fault of a certificate.</summary>
    internal void Explain(string endpointId, Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case BlockedAddressException blocked:
                    Log.Blocked(logger, endpointId, blocked.OperatorDetail);
                    return;
                case NameResolutionFailedException unresolved:
                    Log.Unresolved(logger, endpointId, unresolved.OperatorDetail);
                    return;
                case MisconfiguredException misconfigured:
                    Log.Misconfigured(logger, endpointId, misconfigured.OperatorDetail);
                    return;
                case AuthenticationException handshake:
                    Log.HandshakeFailed(logger, endpointId, handshake.GetBaseException().Message);
                    return;
            }
        }
    }

    /// <summary>Tells the operator that a receiver asked for a delay that is no number.</summary>
    internal void IgnoreRetryAfter(string endpointId) => Log.RetryAfterIgnored(logger, endpointId);

    private static partial class Log
    {
        [LoggerMessage(1007, LogLevel.Information, "Endpoint {EndpointId} asked by Retry-After for more seconds than 2147483647. It is ignored.")]
        internal static partial void RetryAfterIgnored(ILogger logger, string endpointId);

        [LoggerMessage(1001, LogLevel.Debug, "Attempt {Attempt} of event {EventId} ({EventType}) was accepted by endpoint {EndpointId} in {Milliseconds:F1} ms.")]
        internal static partial void AttemptSucceeded(ILogger logger, int attempt, string eventId, string eventType, string endpointId, double milliseconds);

        [LoggerMessage(1003, LogLevel.Warning, "Endpoint {EndpointId} leads where attempts may not go: {Detail}")]
        internal static partial void Blocked(ILogger logger, string endpointId, string detail);

        [LoggerMessage(1004, LogLevel.Information, "The host of endpoint {EndpointId} has no address: {Detail}")]
        internal static partial void Unresolved(ILogger logger, string endpointId, string detail);

        [LoggerMessage(1005, LogLevel.Information, "The TLS handshake with endpoint {EndpointId} failed: {Detail}")]
        internal static partial void HandshakeFailed(ILogger logger, string endpointId, string detail);

        [LoggerMessage(1006, LogLevel.Error, "Nothing was sent to endpoint {EndpointId}: {Detail}")]
        internal static partial void Misconfigured(ILogger logger, string endpointId, string detail);

        [LoggerMessage(1002, LogLevel.Information, "Attempt {Attempt} of event {EventId} ({EventType}) to endpoint {EndpointId} failed after {Milliseconds:F1} ms: {Outcome}.")]
        internal static partial void AttemptFailed(ILogger logger, int attempt, string eventId, string eventType, string endpointId, string outcome, double milliseconds);
    }
}
