namespace WebhookDispatch.Dispatching;

/// <summary>How the dispatcher fares, for the health check.</summary>
internal sealed class DispatchHealth
{
    private string? _trouble;

    /// <summary>What is wrong now; <see langword="null"/> when nothing is.</summary>
    internal string? Trouble
    {
        get => Volatile.Read(ref _trouble);
        set => Volatile.Write(ref _trouble, value);
    }
}
