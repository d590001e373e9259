using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>The profile of whoever was verified: the scheme says who it is.</summary>
internal static class SenderProfiles
{
    private static readonly BodyProfile Body = new();
    private static readonly HeaderProfile GitHub = new(answeredType: "ping");
    private static readonly HeaderProfile Shopify = new();
    private static readonly SlackProfile Slack = new();
    private static readonly ZoomProfile Zoom = new();

    public static SenderProfile Of(in SenderProof proof) =>
        ReferenceEquals(proof.Scheme, WebhookScheme.Standard) ? Body
        : proof.Scheme == WebhookScheme.GitHub ? GitHub
        : proof.Scheme == WebhookScheme.Shopify ? Shopify
        : proof.Scheme == WebhookScheme.Slack ? Slack
        : proof.Scheme == WebhookScheme.Zoom ? Zoom
        : Body;
}
