namespace WebhookDispatch.Signing.Tests;

internal static class Secrets
{
    public const string GoldenText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public static readonly WebhookSecret Golden = WebhookSecret.Parse(GoldenText);

    /// <summary>A valid secret that differs for each number.</summary>
    public static WebhookSecret Number(int number) =>
        WebhookSecret.Parse("whsec_" + Convert.ToBase64String(Enumerable.Repeat((byte)number, 32).ToArray()));

    public static WebhookScheme[] AllSchemes =>
    [
        WebhookScheme.Standard, WebhookScheme.Svix, WebhookScheme.GitHub, WebhookScheme.Stripe, WebhookScheme.Shopify,
        WebhookScheme.Slack, WebhookScheme.Zoom, WebhookScheme.Hex, WebhookScheme.HexHeader("X-Acme-Signature", "sha256="),
    ];
}
