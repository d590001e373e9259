using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace WebhookDispatch.Signing;

/// <summary>
/// A key shared by one sender and one receiver. Immutable; its text leaves only through <see cref="Reveal"/>:
/// <see cref="ToString"/>, JSON and exception messages show <c>***</c>.
/// </summary>
/// <remarks>
/// <c>whsec_</c> means two things. A Standard Webhooks secret (<see cref="Parse(string)"/>) is base64-decoded to the key;
/// Stripe uses the whole text, prefix included, as the key. The scheme decides: see <see cref="WebhookScheme.IsKeyedByText"/>.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(WebhookSecretJsonConverter))]
public sealed class WebhookSecret : IEquatable<WebhookSecret>
{
    private const int GeneratedBytes = 32;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[]? _decodedKey;

    private WebhookSecret(string text, byte[]? decodedKey)
    {
        _text = text;
        _decodedKey = decodedKey;
    }

    /// <summary>The decoded bytes, or <see langword="null"/> for a secret made by <see cref="FromText"/>.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal byte[]? DecodedKey => _decodedKey;

    /// <summary>Makes a new secret of 32 random bytes in the form <c>whsec_…</c>, fit for every scheme.</summary>
    public static WebhookSecret Generate()
    {
        var key = RandomNumberGenerator.GetBytes(GeneratedBytes);
        return new WebhookSecret(SecretProfile.Prefix + Convert.ToBase64String(key), key);
    }

    /// <summary>
    /// Reads a Standard Webhooks symmetric secret: base64 of 24 to 64 bytes, with or without <c>whsec_</c> before it
    /// (Standard Webhooks 1.0, "Signature scheme").
    /// </summary>
    /// <exception cref="WebhookSecretException">The text is not such a secret; the message says why, never the text.</exception>
    public static WebhookSecret Parse(string text) => Parse(text, SecretProfile.Sender);

    /// <summary>Reads a secret as <see cref="Parse(string)"/> does, but answers instead of throwing.</summary>
    /// <param name="text">The text; <see langword="null"/> counts as <see cref="WebhookSecretError.Empty"/>.</param>
    /// <param name="secret">The secret, or <see langword="null"/> when the text was refused.</param>
    /// <param name="error">The reason of the refusal, or <see cref="WebhookSecretError.None"/>.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebhookSecret? secret, out WebhookSecretError error) =>
        TryParse(text, SecretProfile.Sender, out secret, out error);

    /// <summary>
    /// Reads the secret that a foreign sender handed out: as <see cref="Parse(string)"/>, but 16 to 128 bytes, because senders
    /// in the field do not all keep the specification's bounds. A <see cref="WebhookSigner"/> refuses what is outside 24 to 64.
    /// </summary>
    /// <exception cref="WebhookSecretException">The text is not such a secret; the message says why, never the text.</exception>
    public static WebhookSecret ParseForVerification(string text) => Parse(text, SecretProfile.Verifier);

    /// <summary>Reads a secret as <see cref="ParseForVerification"/> does, but answers instead of throwing.</summary>
    /// <param name="text">The text; <see langword="null"/> counts as <see cref="WebhookSecretError.Empty"/>.</param>
    /// <param name="secret">The secret, or <see langword="null"/> when the text was refused.</param>
    /// <param name="error">The reason of the refusal, or <see cref="WebhookSecretError.None"/>.</param>
    public static bool TryParseForVerification(string? text, [NotNullWhen(true)] out WebhookSecret? secret, out WebhookSecretError error) =>
        TryParse(text, SecretProfile.Verifier, out secret, out error);

    /// <summary>
    /// Takes a text whose UTF-8 bytes are the key, for the schemes of GitHub, Stripe, Shopify, Slack, Zoom and the plain hex
    /// header. Nothing is decoded, trimmed or stripped: a Stripe secret keeps its <c>whsec_</c>.
    /// </summary>
    /// <exception cref="WebhookSecretException">The text is empty, only whitespace, or not well-formed Unicode.</exception>
    public static WebhookSecret FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            throw new WebhookSecretException(WebhookSecretError.Empty);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw new WebhookSecretException(WebhookSecretError.Whitespace);
        }

        // Encoding.UTF8 would turn half a surrogate pair into U+FFFD: different secrets would share one key.
        return Utf16IsValid(text) ? new WebhookSecret(text, null) : throw new WebhookSecretException(WebhookSecretError.NotUnicode);
    }

    /// <summary>
    /// The text, for the one time it is shown to its owner or written to a protected store. Show it once:
    /// never log it, never put it in a URL, never send it back on a later request.
    /// </summary>
    public string Reveal() => _text;

    /// <summary><c>whsec_***</c> for a secret with that prefix, otherwise <c>***</c>.</summary>
    public override string ToString() => _text.StartsWith(SecretProfile.Prefix, StringComparison.Ordinal) ? "whsec_***" : "***";

    /// <summary>
    /// Whether both hold the same text for the same use, compared in constant time. A text read by <see cref="Parse(string)"/>
    /// and the same text taken by <see cref="FromText"/> differ, because they are different keys.
    /// </summary>
    public bool Equals(WebhookSecret? other) =>
        other is not null
        && _decodedKey is null == other._decodedKey is null
        && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(_text.AsSpan()), MemoryMarshal.AsBytes(other._text.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WebhookSecret);

    /// <summary>A hash that differs from process to process, so that a stored one tells nothing about the text.</summary>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether both are equal as <see cref="Equals(WebhookSecret)"/> says.</summary>
    public static bool operator ==(WebhookSecret? left, WebhookSecret? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether both differ as <see cref="Equals(WebhookSecret)"/> says.</summary>
    public static bool operator !=(WebhookSecret? left, WebhookSecret? right) => !(left == right);

    internal byte[] TextKey() => Encoding.UTF8.GetBytes(_text);

    private static WebhookSecret Parse(string text, SecretProfile profile)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, profile, out var secret, out var error) ? secret : throw new WebhookSecretException(error, profile);
    }

    private static bool TryParse(string? text, SecretProfile profile, [NotNullWhen(true)] out WebhookSecret? secret, out WebhookSecretError error)
    {
        error = profile.Decode(text, out var key);
        secret = error == WebhookSecretError.None ? new WebhookSecret(text!, key) : null;
        return secret is not null;
    }

    private static bool Utf16IsValid(string text)
    {
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Utf8.FromUtf16(text, utf8, out _, out _, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done;
    }
}
