namespace WebhookDispatch.Egress;

/// <summary>Names that never lead to a receiver on the internet.</summary>
internal static class ReservedNames
{
    private static readonly string[] Never =
    [
        "localhost", "test", "invalid", // RFC 6761
        "onion", // RFC 7686
        "alt", // RFC 9476
        "arpa", // infrastructure, RFC 3172; home.arpa, RFC 8375
        "metadata.goog", "metadata.google.internal", "metadata.tencentyun.com", // names of metadata services
    ];

    private static readonly string[] Private =
    [
        "local", // multicast DNS, RFC 6762; Kubernetes' cluster.local
        "intranet", "internal", "private", "corp", "home", "lan", // RFC 6762 appendix G; ICANN reserved "internal" for private use
        "localdomain", "mail", "svc", "consul", "docker", // used inside networks, never delegated
    ];

    /// <summary>Whether no network has a receiver of that name.</summary>
    public static bool AreNever(string name) => Array.Exists(Never, suffix => IsUnder(name, suffix));

    /// <summary>Whether only a private network can have a receiver of that name.</summary>
    public static bool ArePrivate(string name) => Array.Exists(Private, suffix => IsUnder(name, suffix));

    private static bool IsUnder(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal)
        && (name.Length == suffix.Length || name[^(suffix.Length + 1)] == '.');
}
