namespace WebhookDispatch.Secrets;

/// <summary>What protects stored secrets in this process.</summary>
/// <param name="Protector">What protects them; <see langword="null"/> when nothing does.</param>
/// <param name="Options">How they are kept.</param>
internal sealed record SecretProtection(ISecretProtector? Protector, SecretsOptions Options)
{
    /// <exception cref="InvalidOperationException">Two sources would have to protect.</exception>
    internal static SecretProtection For(ISecretProtector? registered, SecretsOptions options)
    {
        var (keys, _) = SecretKeyReader.Read(options);
        return registered is not null && keys.Count > 0
            ? throw new InvalidOperationException("Secrets are protected in code and Secrets.Keys or Secrets.KeyFile are set, too; give the keys in one place.")
            : new SecretProtection(registered ?? (keys.Count > 0 ? new AesGcmSecretProtector(keys) : null), options);
    }
}
