using WebhookDispatch.Signing;

namespace WebhookDispatch.Endpoints;

/// <summary>
/// Whom an endpoint's TLS trusts and as whom it appears, in place of the system's roots and no client certificate. Name and
/// dates of the receiver's certificate are always checked; there is no way to turn that off. The endpoint gets connections of
/// its own, which no other endpoint uses.
/// </summary>
public sealed record EndpointTls
{
    /// <summary>
    /// PEM certificates of the authorities that may have issued the receiver's certificate: at least one root, and any
    /// intermediates that the receiver does not send. <see langword="null"/>, the default, trusts the system's roots.
    /// </summary>
    public string? TrustedAuthorities { get; init; }

    /// <summary>
    /// SHA-256 fingerprints, in hex, of the certificates that the receiver may show, at most 10. Empty, the default, pins none.
    /// Without <see cref="TrustedAuthorities"/> a pinned certificate needs no known issuer; with it both must fit.
    /// </summary>
    public IReadOnlyList<string> PinnedCertificates { get; init; } = [];

    /// <summary>The client certificate as PEM, its own first and then its intermediates; <see langword="null"/>, the default, shows none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The private key of <see cref="ClientCertificate"/> as PEM without password; make it with <see cref="WebhookSecret.FromText"/>.</summary>
    public WebhookSecret? ClientKey { get; init; }

    /// <summary>Nothing of it: certificates are long, and the key is secret.</summary>
    public override string ToString() => nameof(EndpointTls);
}
