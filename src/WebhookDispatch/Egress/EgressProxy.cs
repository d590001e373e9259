using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace WebhookDispatch.Egress;

/// <summary>The egress proxy as <see cref="EgressOptions.Proxy"/> names it.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Credentials">The value of <c>Proxy-Authorization</c>; <see langword="null"/> when the URL has no user.</param>
internal sealed record EgressProxy(string Host, int Port, string? Credentials)
{
    internal static bool TryRead(string text, [NotNullWhen(true)] out EgressProxy? proxy)
    {
        // Of other text Uri's own properties throw, and a proxy needs none.
        proxy = Ascii.IsValid(text)
            && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Scheme == Uri.UriSchemeHttp
            && url.IdnHost.Length > 0
            && url.PathAndQuery == "/"
            && url.Fragment.Length == 0
            && !text.Any(char.IsControl)
            ? new EgressProxy(url.IdnHost, url.Port, CredentialsOf(url))
            : null;
        return proxy is not null;
    }

    /// <summary>Where it is, without its password.</summary>
    public override string ToString() => $"{Host}:{Port}";

    private static string? CredentialsOf(Uri url) =>
        url.UserInfo.Length == 0 ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)))}";
}
