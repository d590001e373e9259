namespace Trigger;

/// <summary>What came of an event.</summary>
internal sealed record TriggerReport(string EventId, int Value, string By, bool Delivered, int? Status, string Outcome, int Attempts);
