using WebhookDispatch.AspNetCore.Inbox;

namespace WebhookDispatch.AspNetCore;

/// <summary>The limits of one receiver. Read once, when it is mapped.</summary>
public sealed class WebhookReceiverOptions
{
    /// <summary>The longest body that is read, in bytes; a longer one, announced or not, is answered 413.</summary>
    /// <value>1 MiB (1048576 bytes) by default; 1 byte to 1 GiB. The server's own limit is raised to it if need be.</value>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>How long a body may take to arrive once its headers have; a slower one is answered 408.</summary>
    /// <value>10 seconds by default; more than zero, at most 10 minutes.</value>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a handler may take. Then its <c>Cancellation</c> is cancelled and the sender is answered 503, whether it ends or not.</summary>
    /// <value>10 seconds by default, because few senders wait for 15; more than zero, at most 10 minutes.</value>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How far the signed timestamp may be from now, to either side.</summary>
    /// <value>5 minutes by default; at least 1 second, at most 1 hour.</value>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How deep a JSON body may nest; a deeper one is answered 400.</summary>
    /// <value>The default is 64. 1 to 512.</value>
    public int MaxJsonDepth { get; set; } = 64;

    /// <summary>Whether bodies with <c>Content-Encoding: gzip</c> are taken; otherwise they are answered 415. The compressed bytes are what has to be signed.</summary>
    /// <value>The default is false: few senders compress, and compression is a way to send much for little.</value>
    public bool AcceptGzip { get; set; }

    /// <summary>The longest body that a compressed one may become, in bytes; a longer one is answered 413.</summary>
    /// <value>1 MiB (1048576 bytes) by default; 1 byte to 1 GiB.</value>
    public int MaxDecompressedBytes { get; set; } = 1024 * 1024;

    /// <summary>What has happened when a sender gets its 2xx. <see cref="WebhookMode.StoreThenProcess"/> needs an inbox.</summary>
    /// <value>Inline by default.</value>
    public WebhookMode Mode { get; set; } = WebhookMode.Inline;

    /// <summary>Whether the activity of an event continues the trace that its sender began, if it sent a <c>traceparent</c>.</summary>
    /// <value>The default is false: an event begins a trace of its own, linked to the request. Set it for senders of your own.</value>
    public bool ContinueTraces { get; set; }

    /// <summary>
    /// The request headers that are stored with a webhook for its handler, by name; only an inbox stores. <c>Content-Type</c> always is.
    /// What proves who a sender is cannot be named: signatures, authorization, cookies, tokens.
    /// </summary>
    /// <value>
    /// The default is
    /// User-Agent, X-Request-Id, X-Correlation-Id, webhook-id, webhook-timestamp, svix-id, svix-timestamp, X-GitHub-Event,
    /// X-GitHub-Delivery, X-GitHub-Hook-ID, X-GitHub-Hook-Installation-Target-ID, X-GitHub-Hook-Installation-Target-Type,
    /// X-GitHub-Enterprise-Host, X-GitHub-Enterprise-Version, X-Shopify-Topic, X-Shopify-Shop-Domain, X-Shopify-API-Version,
    /// X-Shopify-Webhook-Id, X-Shopify-Event-Id, X-Shopify-Triggered-At, X-Slack-Request-Timestamp, X-Slack-Retry-Num,
    /// X-Slack-Retry-Reason, x-zm-request-timestamp.
    /// Add those that your handlers read, or clear it to store none.
    /// </value>
    public IList<string> StoredHeaders { get; } = [.. KeptHeaders.Default];

    internal IEnumerable<string> Faults(IReadOnlyCollection<string> signatureHeaders)
    {
        foreach (var (name, value) in new[] { (nameof(MaxBodyBytes), MaxBodyBytes), (nameof(MaxDecompressedBytes), MaxDecompressedBytes) })
        {
            if (value is < 1 or > 1024 * 1024 * 1024)
            {
                yield return $"{name} is {value}; give 1 to 1073741824.";
            }
        }

        foreach (var (name, value) in new[] { (nameof(BodyTimeout), BodyTimeout), (nameof(HandlerTimeout), HandlerTimeout) })
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromMinutes(10))
            {
                yield return $"{name} is {value}; give more than zero and at most 10 minutes.";
            }
        }

        if (Tolerance < TimeSpan.FromSeconds(1) || Tolerance > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(Tolerance)} is {Tolerance}; give 1 second to 1 hour.";
        }

        if (MaxJsonDepth is < 1 or > 512)
        {
            yield return $"{nameof(MaxJsonDepth)} is {MaxJsonDepth}; give 1 to 512.";
        }

        foreach (var name in StoredHeaders.Where(name => string.IsNullOrWhiteSpace(name) || KeptHeaders.IsProof(name, signatureHeaders)))
        {
            yield return string.IsNullOrWhiteSpace(name)
                ? $"{nameof(StoredHeaders)} holds an empty name; give the names of headers."
                : $"{nameof(StoredHeaders)} holds '{name}', which proves who a sender is; what is stored must not be enough to pass for one.";
        }
    }
}
