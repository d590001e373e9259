namespace WebhookDispatch.Signing;

/// <summary>
/// Checks who signed a request and when. Immutable and thread-safe: keep one. Whatever a request holds, it answers and does not throw.
/// </summary>
/// <remarks>
/// It remembers nothing, so a request repeated within the tolerance is valid each time: deduplicate by <see cref="WebhookVerification.Id"/>.
/// </remarks>
public sealed class WebhookVerifier
{
    private readonly SchemeVerifier[] _accepted;
    private readonly TimeProvider _timeProvider;
    private readonly long _toleranceSeconds;
    private readonly int _maxBodyBytes;

    /// <summary>Makes a verifier for one or several schemes.</summary>
    /// <param name="options">What to accept; later changes to it have no effect.</param>
    /// <param name="timeProvider">The clock; <see cref="TimeProvider.System"/> by default.</param>
    /// <exception cref="ArgumentException">The options accept no scheme.</exception>
    public WebhookVerifier(WebhookVerifierOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Accepted.Count == 0)
        {
            throw new ArgumentException("The options accept no scheme, so every request would be refused. Call WebhookVerifierOptions.Accept.", nameof(options));
        }

        _accepted = [.. options.Accepted];
        _timeProvider = timeProvider ?? TimeProvider.System;
        _toleranceSeconds = (long)options.Tolerance.TotalSeconds;
        _maxBodyBytes = options.MaxBodyBytes;
    }

    /// <summary>Makes a verifier for one scheme with the default tolerance of 5 minutes and the system clock.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">1 to 10 secrets, any of which may have signed.</param>
    /// <exception cref="ArgumentException">There are none or more than 10 secrets, or one does not fit the scheme.</exception>
    public WebhookVerifier(WebhookScheme scheme, params ReadOnlySpan<WebhookSecret> secrets)
        : this(new WebhookVerifierOptions().Accept(scheme, secrets))
    {
    }

    /// <summary>Verifies a request. Allocates nothing when <typeparamref name="THeaders"/> does not.</summary>
    /// <param name="headers">The headers as received.</param>
    /// <param name="body">The bytes as received: before JSON parsing, decompression or any change of encoding.</param>
    public WebhookVerification Verify<THeaders>(in THeaders headers, ReadOnlySpan<byte> body)
        where THeaders : IWebhookHeaders, allows ref struct
    {
        var limits = new VerificationLimits(_timeProvider.GetUtcNow().ToUnixTimeSeconds(), _toleranceSeconds, _maxBodyBytes);
        var furthest = default(WebhookVerification);
        foreach (var accepted in _accepted)
        {
            var verification = accepted.Verify(headers, body, limits);
            if (verification.Reason > furthest.Reason)
            {
                furthest = verification;
            }
        }

        return furthest;
    }

    /// <summary>Verifies a request whose headers are pairs; a name that occurs twice, in whatever case, is a duplicate.</summary>
    /// <param name="headers">Names and values, one pair per received line. Never a joined value.</param>
    /// <param name="body">The bytes as received: before JSON parsing, decompression or any change of encoding.</param>
    public WebhookVerification Verify(IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Verify(new PairHeaders([.. headers]), body);
    }
}
