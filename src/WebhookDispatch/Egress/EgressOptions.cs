namespace WebhookDispatch.Egress;

/// <summary>
/// Where attempts may connect to. The default is the public internet over https and nothing else, whatever a URL or a
/// DNS answer says (Standard Webhooks 1.0, operational considerations, "server-side request forgery").
/// Read once when the sender is built; a later change has no effect.
/// </summary>
public sealed class EgressOptions
{
    /// <summary>Lets attempts reach this machine: 127.0.0.0/8, ::1, <c>localhost</c> and <c>*.localhost</c>, over http too and on any port.</summary>
    /// <value>
    /// <see langword="false"/> by default. <see langword="true"/> is for development: whoever can register an endpoint
    /// can then reach every service that trusts local callers.
    /// </value>
    public bool AllowLoopback { get; set; }

    /// <summary>Accepts <c>http://</c> URLs.</summary>
    /// <value>
    /// <see langword="false"/> by default: https only. With <see langword="true"/> anybody on the path reads the event
    /// and can replay it within the receiver's tolerance.
    /// </value>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>Networks that attempts may reach although their addresses are not public.</summary>
    /// <value>
    /// Empty by default. Each is text that <see cref="AllowedNetwork.Parse"/> reads, such as <c>10.2.0.0/16:8443</c>. An
    /// entry lifts the address rule and, for a URL with a literal address, the port rule; never the scheme rule. With
    /// any entry, names without domain and names under private suffixes such as <c>.internal</c>, <c>.local</c> or
    /// <c>.svc</c> are accepted too; their addresses are vetted like any other. A cloud metadata address is only
    /// lifted by an entry for that single address. Whoever can register an endpoint
    /// reaches every service in these networks: name a port where you can.
    /// </value>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Addresses and networks of this deployment itself, such as its public load balancer, which attempts must not reach.</summary>
    /// <value>
    /// Empty by default: an endpoint may then point back at the application that sends, which can loop. Each is an address such
    /// as <c>198.51.100.7</c> or a network such as <c>198.51.100.0/24</c>, IPv4 or IPv6, without port. Wins over
    /// <see cref="AllowedNetworks"/>.
    /// </value>
    public IList<string> OwnAddresses { get; } = [];

    /// <summary>
    /// An HTTP proxy that every connection goes through by <c>CONNECT</c>, to https and http receivers alike:
    /// <c>http://proxy.example:4750</c>, with <c>user:password@</c> before the host where it wants Basic credentials.
    /// Proxies of the environment (<c>HTTPS_PROXY</c> and the like) are never used.
    /// </summary>
    /// <value><see langword="null"/> by default: no proxy. Needs <see cref="ProxyTrust"/>, and excludes <see cref="AllowLoopback"/>.</value>
    public string? Proxy { get; set; }

    /// <summary>What <see cref="Proxy"/> is trusted with: who resolves names and keeps attempts out of the inside.</summary>
    /// <value><see cref="EgressProxyTrust.NotStated"/> by default; has to be stated with a proxy, and may not be without.</value>
    public EgressProxyTrust ProxyTrust { get; set; }

    /// <summary>How long a name lookup may take before the attempt fails with <see cref="NameResolutionFailedException"/>.</summary>
    /// <value>5 seconds by default; more than zero, at most 1 minute. It counts towards the connect timeout and the attempt's deadline.</value>
    public TimeSpan ResolveTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many addresses of one name are dialled, in the resolver's order, before the attempt fails.</summary>
    /// <value>4 by default; 1 to 16. All answers are checked, however few are dialled. Each gets an even share of the connect timeout that is left, so more tries help a receiver with many dead addresses and leave less time for each.</value>
    public int MaxConnectTries { get; set; } = 4;
}
