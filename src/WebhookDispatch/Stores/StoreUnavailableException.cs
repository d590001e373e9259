namespace WebhookDispatch.Stores;

/// <summary>The store cannot do what was asked: nothing that was to be stored has been accepted.</summary>
public sealed class StoreUnavailableException : IOException
{
    /// <summary>Reports why and what to do.</summary>
    /// <param name="reason">The kind of trouble.</param>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="innerException">What the database said.</param>
    public StoreUnavailableException(StoreTrouble reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>The kind of trouble.</summary>
    public StoreTrouble Reason { get; }
}
