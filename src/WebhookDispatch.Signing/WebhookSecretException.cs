namespace WebhookDispatch.Signing;

/// <summary>A text was refused as a webhook secret. Neither the message nor any property holds the text.</summary>
public sealed class WebhookSecretException : FormatException
{
    internal WebhookSecretException(WebhookSecretError error, SecretProfile profile = default)
        : base(Describe(error, profile)) => Error = error;

    /// <summary>The reason, for code that branches; the message says the same and what to do.</summary>
    public WebhookSecretError Error { get; }

    private static string Describe(WebhookSecretError error, SecretProfile profile) => error switch
    {
        WebhookSecretError.Empty =>
            "The webhook secret is empty. Check that its setting is present, or make one with WebhookSecret.Generate().",
        WebhookSecretError.Whitespace =>
            "The webhook secret holds whitespace. Copy it again without spaces and line breaks.",
        WebhookSecretError.NotBase64 =>
            "The webhook secret is not padded base64 of the standard alphabet after its 'whsec_' prefix. Copy it again in full, or use WebhookSecret.FromText for a scheme that is keyed by the text itself.",
        WebhookSecretError.Length =>
            $"The webhook secret does not decode to {profile.MinBytes} to {profile.MaxBytes} bytes. Make one with WebhookSecret.Generate().",
        WebhookSecretError.UnsupportedKeyType =>
            "The webhook secret is an Ed25519 key ('whsk_' or 'whpk_'), which is not supported. Use a symmetric 'whsec_' secret.",
        WebhookSecretError.NotUnicode =>
            "The webhook secret is not well-formed Unicode. Check the encoding of the source that it was read from.",
        _ => "The webhook secret was refused.",
    };
}
