namespace WebhookDispatch.Directory;

/// <summary>The endpoints of the configuration section <c>WebhookDispatch</c>.</summary>
public sealed class EndpointsOptions
{
    /// <summary>The endpoints. Reloaded with the configuration; a faulty reload is logged and the former endpoints stay.</summary>
    /// <value>Empty by default.</value>
    public IList<EndpointSettings> Endpoints { get; } = [];

    /// <summary>Why they could not be read.</summary>
    internal Exception? Fault { get; set; }
}
