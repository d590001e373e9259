namespace WebhookDispatch.Signing;

/// <summary>
/// What a <see cref="WebhookVerifier"/> accepts. Read once, when the verifier is made. There is no setting that skips a check.
/// </summary>
public sealed class WebhookVerifierOptions
{
    private static readonly TimeSpan MaxTolerance = TimeSpan.FromHours(1);
    private readonly List<SchemeVerifier> _accepted = [];

    /// <summary>How far the signed timestamp may be from now, to either side, the edge included; whole seconds are compared.</summary>
    /// <value>5 minutes by default; greater than zero, at most 1 hour. Ids must be remembered for twice as long to catch every replay.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan Tolerance
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxTolerance);
            field = value;
        }
    } = TimeSpan.FromMinutes(5);

    /// <summary>The longest body that is hashed; a longer one is refused as <see cref="WebhookVerificationResult.BodyTooLarge"/>.</summary>
    /// <value>1 MiB (1048576 bytes) by default; greater than zero. It spares the hashing only: bound what you read from the network as well.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int MaxBodyBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1024 * 1024;

    internal IReadOnlyList<SchemeVerifier> Accepted => _accepted;

    /// <summary>
    /// Accepts requests signed by one scheme with any of its secrets. Call it several times to accept several schemes, as during a migration.
    /// </summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">1 to 10 secrets; for Standard Webhooks and Svix of 16 to 128 bytes (<see cref="WebhookSecret.ParseForVerification"/>).</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">There are none or more than 10 secrets, or one does not fit the scheme.</exception>
    public WebhookVerifierOptions Accept(WebhookScheme scheme, params ReadOnlySpan<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        _accepted.Add(new SchemeVerifier(scheme, Keyring.Create(scheme, secrets, SecretProfile.Verifier)));
        return this;
    }
}
