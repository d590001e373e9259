namespace WebhookDispatch.Dispatching;

/// <summary>How the dispatcher fares, for the health check.</summary>
internal sealed class DispatchHealth
{
    private string? _trouble;
    private int _successes;

    /// <summary>What is wrong now; <see langword="null"/> when nothing is.</summary>
    internal string? Trouble
    {
        get => Volatile.Read(ref _trouble);
        set => Volatile.Write(ref _trouble, value);
    }

    /// <summary>How often a call to the store, whoever made it, has shown while something was wrong that it works.</summary>
    internal int Successes => Volatile.Read(ref _successes);

    /// <summary>A call to the store has succeeded.</summary>
    internal void Succeeded()
    {
        // Every delivery comes by here, from all threads: while nothing is wrong they share no line of memory that is written.
        if (Trouble is not null)
        {
            Interlocked.Increment(ref _successes);
        }
    }
}
