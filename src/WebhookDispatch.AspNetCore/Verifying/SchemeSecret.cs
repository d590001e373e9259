using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>Reads secrets as a scheme means them: <c>whsec_</c> is decoded by Standard Webhooks and part of the key for Stripe.</summary>
internal static class SchemeSecret
{
    /// <exception cref="ArgumentException">A text is no secret of the scheme; the message says which and why, never the text.</exception>
    public static WebhookSecret[] Read(WebhookScheme scheme, params ReadOnlySpan<string> texts)
    {
        var secrets = new WebhookSecret[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            try
            {
                secrets[i] = Read(scheme, texts[i] ?? throw new ArgumentException($"Secret {i + 1} of the scheme '{scheme}' is null: it is not configured.", nameof(texts)));
            }
            catch (WebhookSecretException exception)
            {
                throw new ArgumentException($"Secret {i + 1} does not fit the scheme '{scheme}': {exception.Message}", nameof(texts), exception);
            }
        }

        return secrets;
    }

    private static WebhookSecret Read(WebhookScheme scheme, string text) =>
        scheme.IsKeyedByText ? WebhookSecret.FromText(text) : WebhookSecret.ParseForVerification(text);
}
