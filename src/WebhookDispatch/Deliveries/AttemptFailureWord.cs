using System.Globalization;

namespace WebhookDispatch.Deliveries;

/// <summary>The words for outcomes in logs, telemetry, JSON and stores. Stored rows hold them, so they never change.</summary>
internal static class AttemptFailureWord
{
    internal static string ToWord(this AttemptFailure failure) => failure switch
    {
        AttemptFailure.None => "delivered",
        AttemptFailure.HttpStatus => "http_status",
        AttemptFailure.RedirectRefused => "redirect_refused",
        AttemptFailure.NameResolution => "dns_error",
        AttemptFailure.ConnectFailed => "connect_failed",
        AttemptFailure.ConnectTimeout => "connect_timeout",
        AttemptFailure.Tls => "tls_error",
        AttemptFailure.Timeout => "timeout",
        AttemptFailure.ConnectionReset => "connection_reset",
        AttemptFailure.ProtocolError => "protocol_error",
        AttemptFailure.ResponseHeadersTooLarge => "response_headers_too_large",
        AttemptFailure.BlockedAddress => "blocked_address",
        AttemptFailure.Misconfigured => "misconfigured",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not an attempt failure."),
    };

    internal static string ToWord(this DeliveryAttempt attempt) => attempt.Failure == AttemptFailure.HttpStatus
        ? string.Create(CultureInfo.InvariantCulture, $"http_{attempt.StatusCode}")
        : attempt.Failure.ToWord();
}
