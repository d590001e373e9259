using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Connections;

/// <summary>An endpoint's TLS in the words of .NET. Endpoints are checked before, so nothing here is unreadable.</summary>
internal static class TlsSettings
{
    /// <summary>The system's roots, and no version that is broken, whatever the system's policy still allows (RFC 8996).</summary>
    internal static SslClientAuthenticationOptions New() => new() { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };

    internal static SslClientAuthenticationOptions For(EndpointTls tls)
    {
        var options = New();
        if (tls.TrustedAuthorities is { } authorities && PemText.TryRead(authorities, out var certificates))
        {
            options.CertificateChainPolicy = Trusting(certificates);
        }

        if (tls.PinnedCertificates.Count > 0)
        {
            var pins = tls.PinnedCertificates.Select(pin => PemText.Fingerprint(pin)!).ToHashSet(StringComparer.Ordinal);
            var isIssuerKnown = tls.TrustedAuthorities is not null;
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                certificate is not null
                && pins.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256))
                && (errors == SslPolicyErrors.None || (!isIssuerKnown && IsOnlyIssuerUnknown(errors, chain)));
        }

        if (tls is { ClientCertificate: { } certificate, ClientKey: { } key })
        {
            options.ClientCertificateContext = Identity(certificate, key.Reveal());
        }

        return options;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection certificates)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        foreach (var certificate in certificates)
        {
            (PemText.IsRoot(certificate) ? policy.CustomTrustStore : policy.ExtraStore).Add(certificate);
        }

        return policy;
    }

    // A pin stands in for the issuer, never for the name or the dates.
    private static bool IsOnlyIssuerUnknown(SslPolicyErrors errors, X509Chain? chain) =>
        errors == SslPolicyErrors.RemoteCertificateChainErrors
        && chain is not null
        && chain.ChainStatus.All(fault => fault.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain);

    private static SslStreamCertificateContext Identity(string certificate, string key)
    {
        _ = PemText.TryRead(certificate, out var chain);
        var pair = PemText.ReadPair(certificate, key);

        // Windows' TLS cannot use a key that is only in memory; a round through PKCS #12 gives it one that it can.
        var usable = OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null) : pair;
        return SslStreamCertificateContext.Create(usable, [.. chain!.Skip(1)], offline: true);
    }
}
