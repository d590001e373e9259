using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Observing;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Answers;

/// <summary>The answers to what is not taken, with the words that logs and metrics know them by.</summary>
internal static class Refusals
{
    public static Answer Aborted { get; } = new(StatusCodes.Status499ClientClosedRequest, "aborted");

    public static Answer Fault { get; } = new(StatusCodes.Status500InternalServerError, "fault");

    public static Answer Failed { get; } = new(StatusCodes.Status500InternalServerError, "threw");

    public static Answer Cancelled { get; } = new(StatusCodes.Status503ServiceUnavailable, "cancelled");

    public static Answer NotStored { get; } = new(StatusCodes.Status503ServiceUnavailable, "not_stored");

    public static Answer HandlerTimeout { get; } = new(StatusCodes.Status503ServiceUnavailable, "timeout") { LeavesHandlerRunning = true };

    public static Answer InFlight { get; } = new(StatusCodes.Status503ServiceUnavailable, "in_flight") { RetryAfter = TimeSpan.FromSeconds(5) };

    public static Answer Clash { get; } = new(StatusCodes.Status409Conflict, "clash") { Detail = "The id was received before with another body." };

    public static Answer NotJson { get; } = new(StatusCodes.Status400BadRequest, "not_json") { Detail = "The body is not JSON in UTF-8, or nests too deep." };

    private static Answer TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "too_large") { Closes = true };

    private static Answer TooSlow { get; } = new(StatusCodes.Status408RequestTimeout, "too_slow") { Closes = true };

    private static Answer Malformed { get; } = new(StatusCodes.Status400BadRequest, "malformed") { Detail = "The body cannot be read.", Closes = true };

    /// <summary>To the sender as any other proof that fails; whoever reads the log need not look for a wrong secret.</summary>
    public static Answer BodyAltered { get; } = new(StatusCodes.Status401Unauthorized, "body_altered");

    public static Answer UnknownCoding(string accepted) => new(StatusCodes.Status415UnsupportedMediaType, "content_encoding") { AcceptEncoding = accepted, Closes = true };

    public static Answer Of(BodyOutcome outcome) => outcome switch
    {
        BodyOutcome.TooLarge => TooLarge,
        BodyOutcome.TooSlow => TooSlow,
        BodyOutcome.Malformed => Malformed,
        _ => Aborted,
    };

    /// <summary>One status and no body for all: what is missing or wrong is nobody's business but ours.</summary>
    public static Answer Of(in SenderProof proof) => new(StatusCodes.Status401Unauthorized, proof.IsUnknownSender ? "unknown_sender" : Word(proof.Reason));

    public static Answer Of(ModelFaults faults) => new(StatusCodes.Status400BadRequest, "invalid") { Detail = "The body is not what its type asks for.", Faults = faults.Fields };

    public static Answer Of(WebhookResult result) => result.Kind == WebhookResultKind.Refuse
        ? new Answer(StatusCodes.Status400BadRequest, ReceiverJournal.RefusedByHandler) { Detail = result.Detail }
        : new Answer(StatusCodes.Status503ServiceUnavailable, "retry_later") { RetryAfter = result.RetryAfter };

    private static string Word(WebhookVerificationResult reason) => reason switch
    {
        WebhookVerificationResult.MissingHeader => "missing_header",
        WebhookVerificationResult.DuplicateHeader => "duplicate_header",
        WebhookVerificationResult.MalformedId => "malformed_id",
        WebhookVerificationResult.MalformedTimestamp => "malformed_timestamp",
        WebhookVerificationResult.MalformedSignatureHeader => "malformed_signature_header",
        WebhookVerificationResult.NoSupportedSignature => "no_supported_signature",
        WebhookVerificationResult.SignatureMismatch => "signature_mismatch",
        WebhookVerificationResult.TimestampTooOld => "timestamp_too_old",
        WebhookVerificationResult.TimestampTooNew => "timestamp_too_new",
        _ => "not_verified",
    };
}
