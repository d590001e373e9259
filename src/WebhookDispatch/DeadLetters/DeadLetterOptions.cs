namespace WebhookDispatch.DeadLetters;

/// <summary>The in-memory dead-letter store, which is used until another is registered.</summary>
public sealed class DeadLetterOptions
{
    /// <summary>
    /// How many dead letters are kept in memory. When it is full the oldest makes room and its ids are logged as an error:
    /// register a store that keeps them on disk before that matters to you.
    /// </summary>
    /// <value>The default is 1,000. 1 to 1,000,000.</value>
    public int MemoryCapacity { get; set; } = 1_000;

    internal IEnumerable<string> Check()
    {
        if (MemoryCapacity is < 1 or > 1_000_000)
        {
            yield return $"DeadLetters.MemoryCapacity is {MemoryCapacity}; set 1 to 1000000.";
        }
    }
}
