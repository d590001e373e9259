namespace WebhookDispatch.Dispatching;

/// <summary>What an attempt says about the endpoint's capacity.</summary>
internal enum AttemptVerdict
{
    /// <summary>Nothing: no attempt was made.</summary>
    None,

    /// <summary>It answered with success.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It did not answer in time.</summary>
    TimedOut,
}
