namespace Snippets;

internal sealed class AcmeOptions
{
    public string[] WebhookSecrets { get; set; } = [];
}
