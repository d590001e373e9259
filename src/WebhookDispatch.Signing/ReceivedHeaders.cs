namespace WebhookDispatch.Signing;

/// <summary>The headers of one family, each on exactly one line and not empty.</summary>
internal readonly record struct ReceivedHeaders(string Signature, string? Id, string? Timestamp)
{
    public static WebhookVerificationResult Read<THeaders>(WebhookScheme scheme, in THeaders headers, out ReceivedHeaders received)
        where THeaders : IWebhookHeaders, allows ref struct
    {
        var result = Read(scheme.Headers, headers, out received);

        // Only an incomplete family gives way to the other one. Choosing header by header would let a stranger's id join a signed body.
        return result == WebhookVerificationResult.MissingHeader && scheme.FallbackHeaders is not null && !IsComplete(scheme.Headers, headers)
            ? Read(scheme.FallbackHeaders, headers, out received)
            : result;
    }

    /// <summary>The unsigned id of schemes that have one: a hint, so anything doubtful is left out and never refused.</summary>
    public static string? ReadUnsignedId<THeaders>(WebhookScheme scheme, in THeaders headers)
        where THeaders : IWebhookHeaders, allows ref struct =>
        scheme.UnsignedIdHeader is not null && headers.Find(scheme.UnsignedIdHeader, out var id) == HeaderPresence.Single && HeaderText.IsId(id)
            ? id
            : null;

    private static WebhookVerificationResult Read<THeaders>(HeaderFamily family, in THeaders headers, out ReceivedHeaders received)
        where THeaders : IWebhookHeaders, allows ref struct
    {
        var id = Find(family.Id, headers, out var idValue);
        var timestamp = Find(family.Timestamp, headers, out var timestampValue);
        var signature = Find(family.Signature, headers, out var signatureValue);
        received = new ReceivedHeaders(signatureValue ?? "", idValue, timestampValue);
        return Worst(Worst(id, timestamp), signature);
    }

    private static WebhookVerificationResult Find<THeaders>(string? name, in THeaders headers, out string? value)
        where THeaders : IWebhookHeaders, allows ref struct
    {
        value = null;
        return name is null ? WebhookVerificationResult.Valid : headers.Find(name, out value) switch
        {
            HeaderPresence.Single when !string.IsNullOrEmpty(value) => WebhookVerificationResult.Valid,
            HeaderPresence.Repeated => WebhookVerificationResult.DuplicateHeader,
            _ => WebhookVerificationResult.MissingHeader,
        };
    }

    private static bool IsComplete<THeaders>(HeaderFamily family, in THeaders headers)
        where THeaders : IWebhookHeaders, allows ref struct =>
        IsPresent(family.Id, headers) && IsPresent(family.Timestamp, headers) && IsPresent(family.Signature, headers);

    private static bool IsPresent<THeaders>(string? name, in THeaders headers)
        where THeaders : IWebhookHeaders, allows ref struct =>
        name is null || headers.Find(name, out _) != HeaderPresence.Absent;

    private static WebhookVerificationResult Worst(WebhookVerificationResult left, WebhookVerificationResult right) =>
        left < right ? left : right;
}
