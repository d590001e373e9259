namespace WebhookDispatch.Signing;

/// <summary>Why a text is not a usable webhook secret.</summary>
public enum WebhookSecretError
{
    /// <summary>The text is a usable secret.</summary>
    None,

    /// <summary>There is no text, or nothing follows the prefix. Anyone can compute a signature made with an empty key.</summary>
    Empty,

    /// <summary>The text holds a space, a tab or a line break, as left behind by a copied line or a file's last newline.</summary>
    Whitespace,

    /// <summary>What follows the prefix is not canonical, padded base64 of the standard alphabet (RFC 4648 §4).</summary>
    NotBase64,

    /// <summary>The decoded key is shorter or longer than the profile allows: 24 to 64 bytes to sign, 16 to 128 bytes to verify.</summary>
    Length,

    /// <summary>The text is an Ed25519 key (<c>whsk_</c> or <c>whpk_</c>); only symmetric secrets are supported.</summary>
    UnsupportedKeyType,

    /// <summary>The text holds half of a surrogate pair and so has no UTF-8 bytes that could be a key.</summary>
    NotUnicode,
}
