namespace WebhookDispatch.Directory;

/// <summary>An endpoint's TLS in configuration. Each certificate and key is PEM text, or the path of a file that holds it.</summary>
public sealed class EndpointTlsSettings
{
    /// <summary>The authorities that may have issued the receiver's certificate; <see langword="null"/>, the default, trusts the system's roots.</summary>
    public string? TrustedAuthorities { get; set; }

    /// <summary>SHA-256 fingerprints of the certificates that the receiver may show. Empty, the default, pins none.</summary>
    public IList<string> PinnedCertificates { get; } = [];

    /// <summary>The client certificate and its intermediates; <see langword="null"/>, the default, shows none.</summary>
    public string? ClientCertificate { get; set; }

    /// <summary>The private key of the client certificate, without password; <see langword="null"/> by default.</summary>
    public string? ClientKey { get; set; }
}
