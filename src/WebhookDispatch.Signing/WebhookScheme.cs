using System.Diagnostics.CodeAnalysis;

namespace WebhookDispatch.Signing;

/// <summary>
/// How one kind of webhook is signed: which bytes, with which key, in which headers. Always HMAC-SHA256.
/// Two schemes with the same content are equal.
/// </summary>
public sealed record WebhookScheme
{
    private const string HexName = "hex";
    private const string HexSignatureHeader = "X-Webhook-Signature";
    private static readonly HeaderFamily WebhookHeaders = new("webhook-signature", "webhook-id", "webhook-timestamp");
    private static readonly HeaderFamily SvixHeaders = new("svix-signature", "svix-id", "svix-timestamp");

    private WebhookScheme(string name, HeaderFamily headers, SignedContent content, SignatureLayout signature)
    {
        Name = name;
        Headers = headers;
        Content = content;
        Signature = signature;
    }

    /// <summary>
    /// Standard Webhooks 1.0, the default: <c>webhook-signature: v1,base64</c> over <c>id.timestamp.body</c>, keyed by the decoded secret.
    /// </summary>
    public static WebhookScheme Standard { get; } = new("standard", WebhookHeaders,
        new SignedContent(IncludesId: true, IncludesTimestamp: true),
        new SignatureLayout(MacEncoding.Base64, "v1,", ' '));

    /// <summary>As <see cref="Standard"/> with the header names of Svix; a verifier also takes the complete <c>webhook-*</c> family.</summary>
    public static WebhookScheme Svix { get; } = new("svix", SvixHeaders, Standard.Content, Standard.Signature) { FallbackHeaders = WebhookHeaders };

    /// <summary><c>X-Hub-Signature-256: sha256=hex</c> over the body. No timestamp: see <see cref="HasReplayProtection"/>.</summary>
    public static WebhookScheme GitHub { get; } = new("github", new HeaderFamily("X-Hub-Signature-256"),
        SignedContent.BodyOnly,
        new SignatureLayout(MacEncoding.HexLower, "sha256="))
    { IsKeyedByText = true, UnsignedIdHeader = "X-GitHub-Delivery", TypeHeader = "X-GitHub-Event" };

    /// <summary><c>Stripe-Signature: t=timestamp,v1=hex</c> over <c>timestamp.body</c>. The key is the whole secret text, <c>whsec_</c> included.</summary>
    public static WebhookScheme Stripe { get; } = new("stripe", new HeaderFamily("Stripe-Signature"),
        new SignedContent(IncludesId: false, IncludesTimestamp: true),
        new SignatureLayout(MacEncoding.HexLower, "v1=", ',', "t="))
    { IsKeyedByText = true };

    /// <summary><c>X-Shopify-Hmac-Sha256: base64</c> over the body. No timestamp: see <see cref="HasReplayProtection"/>.</summary>
    public static WebhookScheme Shopify { get; } = new("shopify", new HeaderFamily("X-Shopify-Hmac-Sha256"),
        SignedContent.BodyOnly,
        new SignatureLayout(MacEncoding.Base64))
    { IsKeyedByText = true, UnsignedIdHeader = "X-Shopify-Webhook-Id", TypeHeader = "X-Shopify-Topic" };

    /// <summary><c>X-Slack-Signature: v0=hex</c> over <c>v0:timestamp:body</c>.</summary>
    public static WebhookScheme Slack { get; } = new("slack", new HeaderFamily("X-Slack-Signature", Timestamp: "X-Slack-Request-Timestamp"),
        new SignedContent(IncludesId: false, IncludesTimestamp: true, ':', "v0:"),
        new SignatureLayout(MacEncoding.HexLower, "v0="))
    { IsKeyedByText = true };

    /// <summary><c>x-zm-signature: v0=hex</c> over <c>v0:timestamp:body</c>: what <see cref="Slack"/> signs, under Zoom's names.</summary>
    public static WebhookScheme Zoom { get; } = new("zoom", new HeaderFamily("x-zm-signature", Timestamp: "x-zm-request-timestamp"), Slack.Content, Slack.Signature)
    {
        IsKeyedByText = true,
    };

    /// <summary><c>X-Webhook-Signature: hex</c> over the body, as many in-house receivers expect. The same as <see cref="HexHeader"/> with that name.</summary>
    public static WebhookScheme Hex { get; } = HexHeader(HexSignatureHeader);

    /// <summary>
    /// The name <see cref="TryGet"/> finds this scheme by, fit for configuration and storage: <c>standard</c>, <c>svix</c>, <c>github</c>,
    /// <c>stripe</c>, <c>shopify</c>, <c>slack</c>, <c>zoom</c>, <c>hex</c>, or <c>hex:header</c> and <c>hex:header:prefix</c> for another <see cref="HexHeader"/>.
    /// </summary>
    public string Name { get; }

    /// <summary>The header that carries the signature or signatures.</summary>
    public string SignatureHeader => Headers.Signature;

    /// <summary>
    /// The header that names the delivered event, or <see langword="null"/>. Signed for <see cref="Standard"/> and <see cref="Svix"/> only:
    /// see <see cref="IsIdSigned"/>.
    /// </summary>
    public string? IdHeader => Headers.Id ?? UnsignedIdHeader;

    /// <summary>
    /// The header that carries the time of the attempt in Unix seconds, or <see langword="null"/> when there is none. Stripe writes it into
    /// <see cref="SignatureHeader"/>, so it too has none.
    /// </summary>
    public string? TimestampHeader => Headers.Timestamp;

    /// <summary>
    /// The header that names the event type, or <see langword="null"/>. Never signed: whoever holds one authentic body can send it again under
    /// any type, so a receiver must not base a right on it.
    /// </summary>
    public string? TypeHeader { get; private init; }

    /// <summary>
    /// Whether a signed timestamp exists. Without one a recorded request stays valid until the secret changes: deduplicate by something inside the body.
    /// </summary>
    public bool HasReplayProtection => Content.IncludesTimestamp;

    /// <summary>Whether <see cref="IdHeader"/> is part of the signed bytes. If not, whoever replays a request can give it a new id.</summary>
    public bool IsIdSigned => Content.IncludesId;

    /// <summary>
    /// Whether the key is the UTF-8 bytes of the secret's whole text; otherwise the key is the base64-decoded part after <c>whsec_</c>.
    /// </summary>
    public bool IsKeyedByText { get; private init; }

    /// <summary>Whether all secrets sign side by side during a rotation. If not, only the current one signs and receivers must accept both.</summary>
    public bool CanCarrySeveralSignatures => Signature.Separator != SignatureLayout.OnlyOne;

    internal HeaderFamily Headers { get; }

    internal HeaderFamily? FallbackHeaders { get; private init; }

    internal string? UnsignedIdHeader { get; private init; }

    internal SignedContent Content { get; }

    internal SignatureLayout Signature { get; }

    /// <summary>Lower-case hex of HMAC-SHA256 over the body, in a header of your choice. No timestamp: see <see cref="HasReplayProtection"/>.</summary>
    /// <param name="headerName">An HTTP field name (RFC 9110 §5.1).</param>
    /// <param name="prefix">What stands before the hex, such as <c>sha256=</c>: up to 32 printable ASCII characters without spaces; empty by default.</param>
    /// <exception cref="ArgumentException">The name or the prefix cannot stand in an HTTP header.</exception>
    public static WebhookScheme HexHeader(string headerName, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(headerName);
        ArgumentNullException.ThrowIfNull(prefix);
        if (!HeaderText.IsName(headerName))
        {
            throw new ArgumentException($"'{headerName}' is not an HTTP header name. Use letters, digits and '-'.", nameof(headerName));
        }

        if (prefix.Length > HeaderText.MaxPrefix || !HeaderText.IsVisibleAscii(prefix))
        {
            throw new ArgumentException($"'{prefix}' cannot stand before a signature. Use up to {HeaderText.MaxPrefix} printable ASCII characters without spaces.", nameof(prefix));
        }

        return new WebhookScheme(HexSchemeName(headerName, prefix), new HeaderFamily(headerName), SignedContent.BodyOnly, new SignatureLayout(MacEncoding.HexLower, prefix))
        {
            IsKeyedByText = true,
        };
    }

    /// <summary>Finds a scheme by its <see cref="Name"/>, without regard to case (the prefix of a <c>hex:</c> name keeps its case).</summary>
    /// <param name="name">A name; <see langword="null"/> and unknown names are not found.</param>
    /// <param name="scheme">The scheme, or <see langword="null"/> when none has that name.</param>
    public static bool TryGet(string? name, [NotNullWhen(true)] out WebhookScheme? scheme)
    {
        ReadOnlySpan<WebhookScheme> known = [Standard, Svix, GitHub, Stripe, Shopify, Slack, Zoom, Hex];
        foreach (var candidate in known)
        {
            if (string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                scheme = candidate;
                return true;
            }
        }

        scheme = TryGetHex(name);
        return scheme is not null;
    }

    /// <summary>The <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private static WebhookScheme? TryGetHex(string? name)
    {
        // A header name holds no colon (RFC 9110 §5.6.2), so the first two divide the name without escapes.
        var parts = name?.Split(':', 3) ?? [];
        if (parts.Length < 2 || !string.Equals(parts[0], HexName, StringComparison.OrdinalIgnoreCase) || !HeaderText.IsName(parts[1]))
        {
            return null;
        }

        var prefix = parts.Length == 3 ? parts[2] : "";
        return prefix.Length <= HeaderText.MaxPrefix && HeaderText.IsVisibleAscii(prefix) ? HexHeader(parts[1], prefix) : null;
    }

    private static string HexSchemeName(string headerName, string prefix) => prefix switch
    {
        "" when headerName == HexSignatureHeader => HexName,
        "" => $"{HexName}:{headerName}",
        _ => $"{HexName}:{headerName}:{prefix}",
    };
}
