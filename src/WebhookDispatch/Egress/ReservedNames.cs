namespace WebhookDispatch.Egress;

/// <summary>Names that never lead to a receiver on the internet.</summary>
internal static class ReservedNames
{
    private static readonly string[] Suffixes =
    [
        "localhost", "test", "invalid", // RFC 6761
        "local", // multicast DNS, RFC 6762; Kubernetes' cluster.local
        "intranet", "internal", "private", "corp", "home", "lan", // RFC 6762 appendix G; ICANN reserved "internal" for private use
        "localdomain", "mail", "svc", "consul", "docker", // used inside networks, never delegated
        "onion", // RFC 7686
        "alt", // RFC 9476
        "arpa", // infrastructure, RFC 3172; home.arpa, RFC 8375
        "metadata.goog", "metadata.tencentyun.com", // public names of metadata services
    ];

    public static bool Contain(string name) => Array.Exists(Suffixes, suffix => IsUnder(name, suffix));

    private static bool IsUnder(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal)
        && (name.Length == suffix.Length || name[^(suffix.Length + 1)] == '.');
}
