namespace WebhookDispatch.Secrets;

/// <summary>
/// Protects what a store keeps of an endpoint that is secret. <c>ProtectSecrets</c> registers AES-256-GCM; register one of
/// your own, such as one over a key vault, with <c>UseSecretProtector</c>. Called once for each version of an endpoint and never for an attempt.
/// </summary>
public interface ISecretProtector
{
    /// <summary>Protects with the current key.</summary>
    /// <param name="secret">What to protect.</param>
    /// <param name="place">Where it is kept. Has to be authenticated: what is copied to another place may not be readable there.</param>
    /// <param name="cancellationToken">Stops waiting for the key.</param>
    /// <returns>A text that tells nothing of the secret but its length.</returns>
    ValueTask<string> ProtectAsync(ReadOnlyMemory<byte> secret, SecretPlace place, CancellationToken cancellationToken);

    /// <summary>Reads what <see cref="ProtectAsync"/> made, with the current key or a former one.</summary>
    /// <param name="protectedText">What was kept.</param>
    /// <param name="place">Where it was kept.</param>
    /// <param name="cancellationToken">Stops waiting for the key.</param>
    /// <exception cref="SecretUnreadableException">The key is not there, or the text is not what was kept at this place. The endpoint waits; no attempt is spent.</exception>
    ValueTask<UnprotectedSecret> UnprotectAsync(string protectedText, SecretPlace place, CancellationToken cancellationToken);
}
