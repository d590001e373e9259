namespace WebhookDispatch.Endpoints;

/// <summary>In which order published events reach an endpoint. <c>SendAsync</c> knows no order.</summary>
public enum EndpointOrder
{
    /// <summary>In any: several are on their way at once, and one that fails holds up nobody.</summary>
    Any = 0,

    /// <summary>
    /// One after the other as they were published, one attempt in flight from all processes together: the next goes when the
    /// one before has ended. What follows one that fails waits for it; <see cref="EndpointOverrides.SkipAfter"/> says for how long.
    /// </summary>
    Strict,
}
