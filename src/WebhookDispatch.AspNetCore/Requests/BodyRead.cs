namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>What came of reading a body.</summary>
/// <param name="Outcome">Whether it was read, and if not, why.</param>
/// <param name="Body">The body when it was read, for the caller to return.</param>
internal readonly record struct BodyRead(BodyOutcome Outcome, RequestBody Body = default);
