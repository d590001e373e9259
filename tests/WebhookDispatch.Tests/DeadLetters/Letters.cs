using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.DeadLetters;

/// <summary>Dead letters of deliveries that never were.</summary>
internal static class Letters
{
    internal static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    internal static DeadLetter Letter(
        string id,
        string endpointId = "acme",
        string type = "payment.completed",
        DeadLetterReason reason = DeadLetterReason.Exhausted,
        DateTimeOffset? deadSince = null) => new()
        {
            Id = id,
            Event = Some.Event(type, id: $"evt_{id}"),
            EndpointId = endpointId,
            Reason = reason,
            DeadSince = deadSince ?? Noon,
            Attempts = [],
        };
}
