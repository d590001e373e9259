using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WebhookDispatch.Endpoints;

/// <summary>Reads certificates and fingerprints from text.</summary>
internal static class PemText
{
    private const int FingerprintLength = 64;

    /// <summary>Reads every certificate of a PEM text, in its order.</summary>
    internal static bool TryRead(string text, [NotNullWhen(true)] out X509Certificate2Collection? certificates)
    {
        certificates = [];
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            certificates = null;
        }

        certificates = certificates is { Count: 0 } ? null : certificates;
        return certificates is not null;
    }

    /// <summary>Whether a certificate names itself as its issuer, as roots do.</summary>
    internal static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>Reads a certificate with its key.</summary>
    /// <exception cref="CryptographicException">They do not fit, or one of them is not PEM.</exception>
    internal static X509Certificate2 ReadPair(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException(exception.Message, exception);
        }
    }

    /// <summary>A fingerprint in capitals, without the colons that tools print into it; <see langword="null"/> when the text is none.</summary>
    internal static string? Fingerprint(string? text)
    {
        var bare = text?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return bare is { Length: FingerprintLength } && bare.All(char.IsAsciiHexDigit) ? bare : null;
    }
}
