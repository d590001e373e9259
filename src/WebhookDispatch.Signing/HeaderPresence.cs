namespace WebhookDispatch.Signing;

/// <summary>How often a header was received.</summary>
public enum HeaderPresence
{
    /// <summary>Not at all.</summary>
    Absent,

    /// <summary>On exactly one line; its value may be empty.</summary>
    Single,

    /// <summary>On several lines. Which one was signed is unknown, so a verifier refuses the request.</summary>
    Repeated,
}
