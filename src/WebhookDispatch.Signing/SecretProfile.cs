using System.Buffers.Text;

namespace WebhookDispatch.Signing;

/// <summary>How long a decoded Standard Webhooks key may be.</summary>
internal readonly record struct SecretProfile(int MinBytes, int MaxBytes)
{
    public const string Prefix = "whsec_";

    /// <summary>Standard Webhooks 1.0: 24 to 64 bytes. A key over 64 bytes is hashed first by HMAC, so two texts would name one key.</summary>
    public static SecretProfile Sender => new(24, 64);

    /// <summary>What senders in the field hand out: Svix documents an 18-byte secret and accepts 75 bytes.</summary>
    public static SecretProfile Verifier => new(16, 128);

    public WebhookSecretError Decode(string? text, out byte[] key)
    {
        key = [];
        if (string.IsNullOrEmpty(text))
        {
            return WebhookSecretError.Empty;
        }

        // Base64.IsValid and Convert.FromBase64String skip whitespace, which would give one key several texts.
        if (text.Any(char.IsWhiteSpace))
        {
            return WebhookSecretError.Whitespace;
        }

        if (text.StartsWith("whsk_", StringComparison.Ordinal) || text.StartsWith("whpk_", StringComparison.Ordinal))
        {
            return WebhookSecretError.UnsupportedKeyType;
        }

        var encoded = text.StartsWith(Prefix, StringComparison.Ordinal) ? text.AsSpan(Prefix.Length) : text;
        if (encoded.IsEmpty)
        {
            return WebhookSecretError.Empty;
        }

        if (!Base64.IsValid(encoded, out var length))
        {
            return WebhookSecretError.NotBase64;
        }

        if (!Allows(length))
        {
            return WebhookSecretError.Length;
        }

        key = new byte[length];
        return Convert.TryFromBase64Chars(encoded, key, out _) ? WebhookSecretError.None : WebhookSecretError.NotBase64;
    }

    public bool Allows(int bytes) => bytes >= MinBytes && bytes <= MaxBytes;
}
