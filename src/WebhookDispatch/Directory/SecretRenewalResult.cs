namespace WebhookDispatch.Directory;

/// <summary>What protecting all stored secrets with the current key has done.</summary>
/// <param name="Renewed">How many endpoints were plain, or protected with a former key, and no longer are.</param>
/// <param name="Unreadable">The ids of endpoints whose secrets cannot be read; they stay as they are. Give them new secrets, or the missing key back.</param>
public sealed record SecretRenewalResult(int Renewed, IReadOnlyList<string> Unreadable);
