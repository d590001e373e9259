using System.Globalization;

namespace WebhookDispatch.Signing;

/// <summary>
/// Signs bodies for one endpoint with its secrets. Immutable and thread-safe: keep one per endpoint, because a kept signer holds
/// its keys ready and allocates nothing but the header it returns.
/// </summary>
public sealed class WebhookSigner
{
    private readonly KeyedMac[] _macs;

    /// <summary>Prepares the keys.</summary>
    /// <param name="scheme">The scheme to sign by.</param>
    /// <param name="secrets">
    /// 1 to 10 secrets, the current one first. Where <see cref="WebhookScheme.CanCarrySeveralSignatures"/>, all sign, in this order, so that
    /// a receiver may hold any of them; otherwise only the first signs.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are none or more than 10, or one does not fit the scheme: for Standard Webhooks and Svix it must come from
    /// <see cref="WebhookSecret.Parse(string)"/> or <see cref="WebhookSecret.Generate"/> and have 24 to 64 bytes.
    /// </exception>
    public WebhookSigner(WebhookScheme scheme, params ReadOnlySpan<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        var macs = Keyring.Create(scheme, secrets, SecretProfile.Sender);
        _macs = scheme.CanCarrySeveralSignatures ? macs : macs[..1];
        Scheme = scheme;
    }

    /// <summary>The scheme signed by; it names the headers to send.</summary>
    public WebhookScheme Scheme { get; }

    /// <summary>Signs one attempt.</summary>
    /// <param name="id">What <see cref="WebhookScheme.IdHeader"/> carries, the same on every attempt: 1 to 256 characters of 0x21 to 0x7E without a dot, in every scheme.</param>
    /// <param name="timestamp">The time of this attempt in Unix seconds, as sent in <see cref="WebhookScheme.TimestampHeader"/>; greater than 0.</param>
    /// <param name="body">The bytes as sent; a body changed or compressed after signing does not verify.</param>
    /// <returns>The value of <see cref="WebhookScheme.SignatureHeader"/>, as one line.</returns>
    /// <exception cref="ArgumentException">The id breaks the rule above.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timestamp is not between 1 and 253402300799.</exception>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timestamp);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timestamp, UnixTimestamp.Max);
        if (!HeaderText.IsId(id))
        {
            throw new ArgumentException($"An id has 1 to {HeaderText.MaxId} printable ASCII characters without spaces and dots; this one has {id.Length} characters.", nameof(id));
        }

        Span<char> digits = stackalloc char[UnixTimestamp.MaxDigits];
        timestamp.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
        digits = digits[..written];

        Span<byte> preamble = stackalloc byte[SignedContent.MaxPreamble];
        preamble = preamble[..Scheme.Content.WritePreamble(preamble, id, digits)];

        Span<byte> macs = stackalloc byte[Keyring.MaxSecrets * SignatureLayout.MacBytes];
        macs = macs[..(_macs.Length * SignatureLayout.MacBytes)];
        for (var i = 0; i < _macs.Length; i++)
        {
            _macs[i].Compute(preamble, body, macs.Slice(i * SignatureLayout.MacBytes, SignatureLayout.MacBytes));
        }

        return string.Create(
            Scheme.Signature.Length(_macs.Length, written),
            new HeaderParts(Scheme.Signature, digits, macs),
            static (header, parts) => parts.Layout.Write(header, parts.Timestamp, parts.Macs));
    }

    private readonly ref struct HeaderParts(SignatureLayout layout, ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> macs)
    {
        public SignatureLayout Layout { get; } = layout;

        public ReadOnlySpan<char> Timestamp { get; } = timestamp;

        public ReadOnlySpan<byte> Macs { get; } = macs;
    }
}
