namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>Whether a body could be read, and if not, why.</summary>
internal enum BodyOutcome
{
    Read,
    TooLarge,
    TooSlow,

    /// <summary>Its framing is broken, or its compression is.</summary>
    Malformed,

    /// <summary>The sender hung up: nobody is there to answer.</summary>
    Aborted,
}
