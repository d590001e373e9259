using System.Collections.Frozen;
using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>Outcomes as rows hold them. The status is a column of its own, so every status outside 2xx is one word.</summary>
internal static class OutcomeWord
{
    private static readonly FrozenDictionary<string, AttemptFailure> Failures =
        Enum.GetValues<AttemptFailure>().ToFrozenDictionary(Of, StringComparer.Ordinal);

    internal static AttemptFailure Parse(string word) => Failures[word];

    internal static string Of(AttemptFailure failure) => failure switch
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
}
