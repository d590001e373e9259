using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;

namespace WebhookDispatch.Secrets;

/// <summary>AES-256-GCM (NIST SP 800-38D) with a random nonce. The text is <c>v1.key id.base64url(nonce, ciphertext, tag)</c>.</summary>
internal sealed class AesGcmSecretProtector : ISecretProtector
{
    private const string Format = "v1";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly SecretKey _current;
    private readonly FrozenDictionary<string, SecretKey> _keys;

    /// <param name="keys">At least one, the current first, each with an id of its own.</param>
    internal AesGcmSecretProtector(IReadOnlyList<SecretKey> keys)
    {
        _current = keys[0];
        _keys = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
    }

    public ValueTask<string> ProtectAsync(ReadOnlyMemory<byte> secret, SecretPlace place, CancellationToken cancellationToken)
    {
        var sealedBytes = new byte[NonceLength + secret.Length + TagLength];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_current.Bytes, TagLength);
        cipher.Encrypt(nonce, secret.Span, sealedBytes.AsSpan(NonceLength, secret.Length), sealedBytes.AsSpan(NonceLength + secret.Length), place.ToAssociatedData());
        return ValueTask.FromResult($"{Format}.{_current.Id}.{Base64Url.EncodeToString(sealedBytes)}");
    }

    public ValueTask<UnprotectedSecret> UnprotectAsync(string protectedText, SecretPlace place, CancellationToken cancellationToken)
    {
        var parts = protectedText.Split('.');
        if (parts is not [Format, var id, var encoded] || !Base64Url.IsValid(encoded, out var length) || length < NonceLength + TagLength)
        {
            throw new SecretUnreadableException("It was not protected by keys of ProtectSecrets; use what protected it.");
        }

        if (!_keys.TryGetValue(id, out var key))
        {
            throw new SecretUnreadableException(
                $"It is protected with the key '{id}', which is not configured; configured is {string.Join(", ", _keys.Keys.Order(StringComparer.Ordinal).Select(known => $"'{known}'"))}. Add the missing key after the current one.");
        }

        return ValueTask.FromResult(new UnprotectedSecret(Open(key, Base64Url.DecodeFromChars(encoded), place), ReferenceEquals(key, _current)));
    }

    private static byte[] Open(SecretKey key, ReadOnlySpan<byte> sealedBytes, SecretPlace place)
    {
        var secret = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key.Bytes, TagLength);
        try
        {
            cipher.Decrypt(sealedBytes[..NonceLength], sealedBytes[NonceLength..^TagLength], sealedBytes[^TagLength..], secret, place.ToAssociatedData());
            return secret;
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new SecretUnreadableException(
                $"The key '{key.Id}' does not open it: the bytes under that id are of another key, or what was stored was changed or copied from another endpoint or tenant.", exception);
        }
    }
}
