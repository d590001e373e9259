using System.Collections.Frozen;

namespace WebhookDispatch.Egress;

/// <summary>Headers that are ours to write, or that change how the exchange is read.</summary>
internal static class ReservedHeaders
{
    private static readonly FrozenSet<string> Names = new[]
    {
        // Framing and hop-by-hop, RFC 9110 section 7.6.1: a wrong one lets a proxy see a second request.
        "connection", "expect", "host", "http2-settings", "keep-alive", "te", "trailer", "trailers", "transfer-encoding", "upgrade",

        // Of the body, which is written and signed before these headers are looked at. HttpClient drops them silently as request headers.
        "allow", "digest", "expires", "last-modified", "want-content-digest",

        // Ours, or of a response.
        "age", "cache-control", "clear-site-data", "pragma", "user-agent", "warning",

        // RFC 9421.
        "accept-signature", "signature", "signature-input",

        // They have no use but to make a cloud's metadata or identity service answer.
        "metadata", "metadata-flavor", "x-identity-header", "x-metadata-token",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Prefixes =
    [
        "content-", "proxy-", "webhook-", "svix-", "x-svix-",
        "x-amz-", "x-amzn-", "x-aws-ec2-metadata-", "x-google", "x-goog-", "x-gfe", "x-azure-", "x-fd-",
    ];

    public static bool Contain(string name) =>
        Names.Contains(name) || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
