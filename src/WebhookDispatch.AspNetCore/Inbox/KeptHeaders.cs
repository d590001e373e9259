using System.Collections.Frozen;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>Which headers are stored with a webhook, and which never may be.</summary>
internal sealed class KeptHeaders
{
    // Every event has it, stored or not.
    private const string ContentType = "Content-Type";

    private static readonly string[] Telling = ["signature", "hmac", "authorization", "cookie", "token", "secret", "password", "api-key", "apikey"];

    public KeptHeaders(IEnumerable<string> names)
    {
        var kept = names.Where(name => !name.Equals(ContentType, StringComparison.OrdinalIgnoreCase)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        IsKept = kept.Contains;
    }

    /// <summary>What handlers commonly read: who sent it, and the ids, types and retries of the senders whose schemes are known.</summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        "User-Agent", "X-Request-Id", "X-Correlation-Id", "webhook-id", "webhook-timestamp", "svix-id", "svix-timestamp",
        "X-GitHub-Event", "X-GitHub-Delivery", "X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID", "X-GitHub-Hook-Installation-Target-Type",
        "X-GitHub-Enterprise-Host", "X-GitHub-Enterprise-Version",
        "X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-API-Version", "X-Shopify-Webhook-Id", "X-Shopify-Event-Id", "X-Shopify-Triggered-At",
        "X-Slack-Request-Timestamp", "X-Slack-Retry-Num", "X-Slack-Retry-Reason", "x-zm-request-timestamp",
    ];

    public Func<string, bool> IsKept { get; }

    /// <summary>Whether a header proves who its sender is: whoever read the store could then sign in, or send it again.</summary>
    public static bool IsProof(string name, IEnumerable<string> signatureHeaders) =>
        Telling.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) || signatureHeaders.Contains(name, StringComparer.OrdinalIgnoreCase);
}
