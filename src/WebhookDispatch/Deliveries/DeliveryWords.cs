using System.Collections.Frozen;

namespace WebhookDispatch.Deliveries;

/// <summary>
/// The words for outcomes and reasons in logs, telemetry, JSON and stores. Stored rows hold them, so they never change; a store of
/// your own keeps them, too.
/// </summary>
public static class DeliveryWords
{
    private static readonly FrozenDictionary<string, AttemptFailure> Failures =
        Enum.GetValues<AttemptFailure>().ToFrozenDictionary(Of, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, DeadLetterReason> Reasons =
        Enum.GetValues<DeadLetterReason>().ToFrozenDictionary(Of, StringComparer.Ordinal);

    /// <summary>The word for where an attempt failed: <c>connect_failed</c>, <c>timeout</c> and so on. Every status outside 2xx is <c>http_status</c>; <see cref="AttemptFailure.None"/> is <c>delivered</c>.</summary>
    /// <param name="failure">Where it failed.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not of the closed set.</exception>
    public static string Of(AttemptFailure failure) => failure switch
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

    /// <summary>The word for why a delivery was given up: <c>exhausted</c>, <c>gone</c> and so on.</summary>
    /// <param name="reason">Why it was given up.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not of the closed set.</exception>
    public static string Of(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Exhausted => "exhausted",
        DeadLetterReason.Rejected => "rejected",
        DeadLetterReason.Gone => "gone",
        DeadLetterReason.CircuitOpen => "circuit_open",
        DeadLetterReason.BlockedAddress => "blocked_address",
        DeadLetterReason.PoisonCrash => "poison_crash",
        DeadLetterReason.Skipped => "skipped",
        DeadLetterReason.WaitedTooLong => "waited_too_long",
        DeadLetterReason.PayloadMissing => "payload_missing",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a dead-letter reason."),
    };

    /// <summary>The failure that a word stands for.</summary>
    /// <param name="word">The word, as <see cref="Of(AttemptFailure)"/> gives it.</param>
    /// <exception cref="FormatException">It is no such word.</exception>
    public static AttemptFailure ToFailure(string word) =>
        Failures.TryGetValue(word, out var failure) ? failure : throw new FormatException($"'{word}' is not the word of an attempt's failure.");

    /// <summary>The reason that a word stands for.</summary>
    /// <param name="word">The word, as <see cref="Of(DeadLetterReason)"/> gives it.</param>
    /// <exception cref="FormatException">It is no such word.</exception>
    public static DeadLetterReason ToReason(string word) =>
        Reasons.TryGetValue(word, out var reason) ? reason : throw new FormatException($"'{word}' is not the word of a dead letter's reason.");
}
