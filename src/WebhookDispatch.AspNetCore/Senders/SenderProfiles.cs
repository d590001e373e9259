using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>The profile of whoever was verified: the scheme says who it is.</summary>
internal static class SenderProfiles
{
    private static readonly BodyProfile Standard = new();
    private static readonly BodyProfile InHouse = new("webhook-id");
    private static readonly HeaderProfile GitHub = new(answeredType: "ping");
    private static readonly HeaderProfile Shopify = new();
    private static readonly SlackProfile Slack = new();

    public static SenderProfile Of(in SenderProof proof) =>
        proof.Scheme is not { } scheme ? InHouse
        : scheme == WebhookScheme.GitHub ? GitHub
        : scheme == WebhookScheme.Shopify ? Shopify
        : scheme == WebhookScheme.Slack ? Slack
        : scheme.IsIdSigned || scheme == WebhookScheme.Stripe ? Standard
        : InHouse;
}
