namespace WebhookDispatch.Signing;

/// <summary>One scheme with its keys. The order of the checks is the order of <see cref="WebhookVerificationResult"/>.</summary>
internal sealed class SchemeVerifier(WebhookScheme scheme, KeyedMac[] macs)
{
    public WebhookVerification Verify<THeaders>(in THeaders headers, ReadOnlySpan<byte> body, VerificationLimits limits)
        where THeaders : IWebhookHeaders, allows ref struct
    {
        var presence = ReceivedHeaders.Read(scheme, headers, out var received);
        if (presence != WebhookVerificationResult.Valid)
        {
            return Refuse(presence);
        }

        if (received.Id is not null && !HeaderText.IsId(received.Id))
        {
            return Refuse(WebhookVerificationResult.MalformedId);
        }

        var seconds = 0L;
        if (received.Timestamp is not null && !UnixTimestamp.TryParse(received.Timestamp, out seconds))
        {
            return Refuse(WebhookVerificationResult.MalformedTimestamp);
        }

        if (!ReceivedSignatures.TryRead(scheme.Signature, received.Signature, out var signatures))
        {
            return Refuse(WebhookVerificationResult.MalformedSignatureHeader);
        }

        if (scheme.Signature.TimestampPrefix is not null && !UnixTimestamp.TryParse(signatures.Timestamp, out seconds))
        {
            return Refuse(WebhookVerificationResult.MalformedTimestamp);
        }

        if (body.Length > limits.MaxBodyBytes)
        {
            return Refuse(WebhookVerificationResult.BodyTooLarge);
        }

        if (signatures.Supported == 0)
        {
            return Refuse(WebhookVerificationResult.NoSupportedSignature);
        }

        ReadOnlySpan<char> timestamp = received.Timestamp is null ? signatures.Timestamp : received.Timestamp;
        if (!Matches(signatures, received.Id, timestamp, body))
        {
            return Refuse(WebhookVerificationResult.SignatureMismatch);
        }

        // The clock comes last, so that "too old" is only ever said of an authentic request.
        return new WebhookVerification(
            scheme.HasReplayProtection ? limits.CheckClock(seconds) : WebhookVerificationResult.Valid,
            scheme,
            received.Id ?? ReceivedHeaders.ReadUnsignedId(scheme, headers),
            scheme.HasReplayProtection ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null);
    }

    private bool Matches(ReceivedSignatures signatures, ReadOnlySpan<char> id, ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> body)
    {
        Span<byte> preamble = stackalloc byte[SignedContent.MaxPreamble];
        preamble = preamble[..scheme.Content.WritePreamble(preamble, id, timestamp)];
        Span<byte> mac = stackalloc byte[SignatureLayout.MacBytes];
        var matched = false;
        foreach (var keyed in macs)
        {
            keyed.Compute(preamble, body, mac);
            matched |= signatures.Contains(mac);
        }

        return matched;
    }

    private WebhookVerification Refuse(WebhookVerificationResult reason) => new(reason, scheme);
}
