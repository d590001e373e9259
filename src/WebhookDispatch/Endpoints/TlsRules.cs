using System.Security.Cryptography;

namespace WebhookDispatch.Endpoints;

/// <summary>What <see cref="EndpointTls"/> may hold. No message repeats a key.</summary>
internal static class TlsRules
{
    private const int MaxPins = 10;

    internal static IEnumerable<string> Check(EndpointTls tls, Uri? target)
    {
        if (target is not null && target.Scheme != Uri.UriSchemeHttps)
        {
            yield return "Tls is set and Url does not use https; use https, or leave Tls out.";
        }

        if (tls.TrustedAuthorities is null && tls.ClientCertificate is null && tls.ClientKey is null && tls.PinnedCertificates is { Count: 0 })
        {
            yield return "Tls sets nothing; leave it out, or set TrustedAuthorities, PinnedCertificates or ClientCertificate.";
        }

        foreach (var error in CheckTrust(tls).Concat(CheckIdentity(tls)))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> CheckTrust(EndpointTls tls)
    {
        if (tls.TrustedAuthorities is { } authorities)
        {
            if (!PemText.TryRead(authorities, out var certificates))
            {
                yield return "Tls.TrustedAuthorities holds no PEM certificate; give '-----BEGIN CERTIFICATE-----' blocks.";
            }
            else if (!certificates.Any(PemText.IsRoot))
            {
                yield return "Tls.TrustedAuthorities holds no root, a certificate that names itself as its issuer; add it.";
            }
        }

        if (tls.PinnedCertificates is not { Count: <= MaxPins } pins)
        {
            yield return $"Tls.PinnedCertificates is null or holds more than {MaxPins}; give those that the receiver shows now and next.";
            yield break;
        }

        foreach (var pin in pins.Where(pin => PemText.Fingerprint(pin) is null))
        {
            yield return $"Tls.PinnedCertificates holds '{pin}'; give SHA-256 fingerprints of 64 hex digits, with or without colons.";
        }
    }

    private static IEnumerable<string> CheckIdentity(EndpointTls tls)
    {
        if (tls is { ClientCertificate: null, ClientKey: null })
        {
            yield break;
        }

        if (tls.ClientCertificate is null || tls.ClientKey is null)
        {
            yield return tls.ClientKey is null
                ? "Tls.ClientKey is missing; a client certificate is of no use without its private key."
                : "Tls.ClientCertificate is missing; give the certificate that Tls.ClientKey belongs to.";
            yield break;
        }

        var fault = default(string);
        try
        {
            PemText.ReadPair(tls.ClientCertificate, tls.ClientKey.Reveal()).Dispose();
        }
        catch (CryptographicException)
        {
            fault = "Tls.ClientCertificate and Tls.ClientKey do not fit, or are not PEM; give the certificate and its own key, without password.";
        }

        if (fault is not null)
        {
            yield return fault;
        }
    }
}
