namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>What a verification of your own found out. Leave out what the sender did not sign.</summary>
/// <param name="Id">The id of the event; by default the one that the body or a header gives, or a hash of the body.</param>
/// <param name="Type">The type of the event; by default the one in the body.</param>
/// <param name="Timestamp">The signed time; none by default. Checking it is part of the verification.</param>
public sealed record VerifiedSender(string? Id = null, string? Type = null, DateTimeOffset? Timestamp = null);
