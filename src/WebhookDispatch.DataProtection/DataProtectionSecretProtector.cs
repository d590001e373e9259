using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using WebhookDispatch.Secrets;

namespace WebhookDispatch.DataProtection;

/// <summary>Protects with the application's key ring. The text is <c>dp1.base64url</c>.</summary>
internal sealed class DataProtectionSecretProtector(IDataProtectionProvider provider) : ISecretProtector
{
    private const string Prefix = "dp1.";

    private readonly IDataProtector _root = provider.CreateProtector("WebhookDispatch.Secrets");

    public ValueTask<string> ProtectAsync(ReadOnlyMemory<byte> secret, SecretPlace place, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Prefix + Base64Url.EncodeToString(For(place).Protect(secret.ToArray())));

    public ValueTask<UnprotectedSecret> UnprotectAsync(string protectedText, SecretPlace place, CancellationToken cancellationToken)
    {
        if (!protectedText.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(protectedText.AsSpan(Prefix.Length)))
        {
            throw new SecretUnreadableException("It was not protected by Data Protection; use what protected it.");
        }

        try
        {
            return ValueTask.FromResult(Read(For(place), Base64Url.DecodeFromChars(protectedText.AsSpan(Prefix.Length))));
        }
        catch (CryptographicException exception)
        {
            throw new SecretUnreadableException(
                $"Data Protection does not open it: its key is not in the key ring, or what was stored was changed or copied from another endpoint or tenant. {exception.Message}", exception);
        }
    }

    // Secrets outlive the ring's 90 days, which Data Protection is not made for: an expired or revoked key still reads here,
    // and what it protects is protected again.
    private static UnprotectedSecret Read(IDataProtector protector, byte[] bytes)
    {
        if (protector is not IPersistedDataProtector persisted)
        {
            return new UnprotectedSecret(protector.Unprotect(bytes), IsCurrent: true);
        }

        var secret = persisted.DangerousUnprotect(bytes, ignoreRevocationErrors: true, out var isFormer, out var isRevoked);
        return new UnprotectedSecret(secret, IsCurrent: !isFormer && !isRevoked);
    }

    private IDataProtector For(SecretPlace place) => _root.CreateProtector(Encoding.UTF8.GetString(place.ToAssociatedData()));
}
