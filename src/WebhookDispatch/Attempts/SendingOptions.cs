namespace WebhookDispatch.Attempts;

/// <summary>How one attempt is made, for direct sends and dispatched deliveries alike.</summary>
public sealed class SendingOptions
{
    /// <summary>
    /// The hard deadline of one attempt: connecting, sending, waiting for the status line and reading the response together.
    /// </summary>
    /// <value>The default is 15 seconds. More than zero, at most 2 minutes. Standard Webhooks 1.0 recommends 15 to 30 seconds.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long connecting may take, name resolution and TLS handshake included.</summary>
    /// <value>The default is 5 seconds. More than zero and not above <see cref="AttemptTimeout"/>.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest body that is accepted for sending. A larger event is refused with an error before anything is sent or stored.</summary>
    /// <value>The default is 262,144 bytes (256 KiB). 1 to 16,777,216. Standard Webhooks 1.0 recommends staying below 20 kB.</value>
    public int MaxPayloadBytes { get; set; } = 256 * 1024;

    /// <summary>How much of a response's body is read and kept as the attempt's excerpt. The rest is never read.</summary>
    /// <value>The default is 16,384 bytes (16 KiB). 0 to 65,536; with 0 no body is read.</value>
    public int MaxResponseBytes { get; set; } = 16 * 1024;

    /// <summary>The <c>User-Agent</c> header of every attempt.</summary>
    /// <value>The default is <c>WebhookDispatch/1.0</c>. Visible ASCII, not empty.</value>
    public string UserAgent { get; set; } = "WebhookDispatch/1.0";

    /// <summary>
    /// Whether attempts carry <c>traceparent</c>, <c>tracestate</c> and <c>baggage</c> of the current activity.
    /// Baggage may hold internal names: turn it on only where every receiver is your own.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool PropagateTraceContext { get; set; }

    /// <summary>
    /// Whether each tenant has connections of its own, so that no receiver sees two tenants on one connection, and one that
    /// forges answers can fool only the tenant it was registered by. Costs a handshake for each tenant and host.
    /// </summary>
    /// <value>The default is <see langword="false"/>: tenants share the connections to a host. Endpoints without tenant always do.</value>
    public bool IsolateTenants { get; set; }
}
