namespace WebhookDispatch.Egress;

/// <summary>What <see cref="EgressOptions.Proxy"/> is trusted with. It says who resolves names, and so who keeps attempts out of the inside.</summary>
public enum EgressProxyTrust
{
    /// <summary>Nothing was said. A proxy is not used in this state: the host does not start.</summary>
    NotStated,

    /// <summary>
    /// The proxy connects to the address it is told. Names are resolved and every answer is vetted here, as without a proxy,
    /// and the proxy is asked for the vetted address. Needs name resolution on this machine.
    /// </summary>
    ForwardsOnly,

    /// <summary>
    /// The proxy resolves names and refuses forbidden addresses by itself, as smokescreen does. Here only URLs, ports and
    /// literal addresses are checked. A proxy that does not do it opens its whole network to whoever registers endpoints.
    /// </summary>
    GuardsAddresses,
}
