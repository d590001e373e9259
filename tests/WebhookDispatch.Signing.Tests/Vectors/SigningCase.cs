using System.Text;
using System.Text.Json;

namespace WebhookDispatch.Signing.Tests.Vectors;

/// <summary>One case of signing.json that holds a request.</summary>
internal sealed class SigningCase(JsonElement json)
{
    public string Name => json.GetProperty("name").GetString()!;

    public string SchemeName => json.GetProperty("scheme").GetString()!;

    /// <summary>The scheme of this package that the case tests, or null when the package has none.</summary>
    public WebhookScheme? Scheme => SchemeName switch
    {
        "standard-webhooks" => WebhookScheme.Standard,
        "svix" => WebhookScheme.Svix,
        "github" => WebhookScheme.GitHub,
        "stripe" => WebhookScheme.Stripe,
        "shopify" => WebhookScheme.Shopify,
        "slack" => WebhookScheme.Slack,
        "generic-hex" => WebhookScheme.Hex,
        "generic-hex-prefixed" => WebhookScheme.HexHeader("X-Webhook-Signature", "sha256="),
        _ => null,
    };

    public bool IsRawHmac => SchemeName == "raw-hmac-sha256";

    public bool IsSupported => IsRawHmac || (Scheme is not null && !UsesEd25519Key);

    public bool UsesEd25519Key => SecretTexts.Any(text => text.StartsWith("whsk_", StringComparison.Ordinal) || text.StartsWith("whpk_", StringComparison.Ordinal));

    public string[] SecretTexts => json.TryGetProperty("secrets", out var secrets)
        ? [.. secrets.EnumerateArray().Select(secret => secret.GetString()!)]
        : json.TryGetProperty("secret_utf8", out var text) ? [text.GetString()!] : [];

    public KeyValuePair<string, string>[] Headers =>
        [.. json.GetProperty("headers").EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!))];

    public byte[] Body
    {
        get
        {
            if (json.TryGetProperty("body_b64", out var base64))
            {
                return base64.GetBytesFromBase64();
            }

            return json.TryGetProperty("body_repeat", out var repeat)
                ? [.. Enumerable.Repeat((byte)repeat.GetProperty("byte").GetString()![0], repeat.GetProperty("count").GetInt32())]
                : Encoding.UTF8.GetBytes(json.GetProperty("body_utf8").GetString()!);
        }
    }

    public long Now => json.TryGetProperty("now", out var now) ? now.GetInt64() : TestRequest.Now;

    public string? Reason => json.TryGetProperty("reason", out var reason) ? reason.GetString() : null;

    public byte[] Key => Convert.FromHexString(json.GetProperty("key_hex").GetString()!);

    public string Mac => json.GetProperty("mac_hex").GetString()!;

    public WebhookSecret[] Secrets() =>
        [.. SecretTexts.Select(text => Scheme!.IsKeyedByText ? WebhookSecret.FromText(text) : WebhookSecret.ParseForVerification(text))];

    public WebhookVerification Verify() =>
        new WebhookVerifier(new WebhookVerifierOptions().Accept(Scheme!, Secrets()), new TestClock(Now)).Verify(Headers, Body);
}
