namespace WebhookDispatch.AspNetCore.Observing;

/// <summary>A verified event as observers see it: what it is called, not what is in it.</summary>
/// <param name="Receiver">The receiver that took it.</param>
/// <param name="Source">Whose ids it goes by.</param>
/// <param name="Id">The sender's id of the event.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Timestamp">The signed time of the attempt, if the scheme signs one.</param>
public sealed record WebhookReceipt(string Receiver, string Source, string Id, string? Type, DateTimeOffset? Timestamp);
