namespace WebhookDispatch.Directory;

/// <summary>An endpoint in configuration, under <c>WebhookDispatch:Endpoints</c>. Changes take effect when the configuration reloads.</summary>
public sealed class EndpointSettings
{
    /// <summary>The endpoint's id. 1 to 128 of <c>A-Z a-z 0-9 _ - :</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>Where to POST: an absolute URL.</summary>
    public string Url { get; set; } = "";

    /// <summary>The signing secrets, current first. Standard Webhooks secrets, or plain text where every scheme is keyed by text.</summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>The names of the signing schemes: <c>standard</c>, <c>svix</c>, <c>github</c>, <c>stripe</c>, <c>shopify</c>, <c>slack</c>, <c>zoom</c>, <c>hex</c>. Empty, the default, is <c>standard</c>.</summary>
    public IList<string> Schemes { get; } = [];

    /// <summary>Which events are published to it. Empty, the default, is all.</summary>
    public IList<string> EventTypes { get; } = [];

    /// <summary>Headers added to every attempt.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    /// <summary>What attempts show in <c>Authorization</c>. <see langword="null"/>, the default: nothing.</summary>
    public EndpointAuthenticationSettings? Authentication { get; set; }

    /// <summary>A private authority, pinned certificates or a client certificate. <see langword="null"/>, the default: the system's roots.</summary>
    public EndpointTlsSettings? Tls { get; set; }

    /// <summary>What it does differently from the options, such as <c>AttemptTimeout</c>. <see langword="null"/>, the default: nothing.</summary>
    public EndpointOverridesSettings? Overrides { get; set; }

    /// <summary>The tenant whose events it gets; empty by default.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>Whether it gets events. <see langword="true"/> by default.</summary>
    public bool Enabled { get; set; } = true;
}
