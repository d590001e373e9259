using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Sending;

namespace ConsoleSender;

/// <summary>What became of one event: an object of <c>--json</c>.</summary>
internal sealed record EventReport(string Id, string Outcome, string? Reason, IReadOnlyList<AttemptReport> Attempts)
{
    public static EventReport Of(WebhookSendResult result) => new(
        result.EventId,
        result.Delivered ? "delivered" : "dead-lettered",
        result.Reason?.ToString(),
        [.. result.Attempts.Select(AttemptReport.Of)]);

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.EventReport);

    public override string ToString() => $"{Id} {Outcome} {Reason}".TrimEnd();
}

/// <summary>One attempt of it. <see cref="Failure"/> is the word the library has for it, and null after a 2xx.</summary>
internal sealed record AttemptReport(int Number, int? Status, string? Failure, double DurationMs)
{
    public static AttemptReport Of(DeliveryAttempt attempt) => new(
        attempt.Number,
        attempt.StatusCode,
        attempt.Succeeded ? null : attempt.Outcome,
        Math.Round(attempt.Duration.TotalMilliseconds, 1));
}

[JsonSerializable(typeof(EventReport))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class ReportJson : JsonSerializerContext;
