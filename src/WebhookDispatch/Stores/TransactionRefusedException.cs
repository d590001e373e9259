namespace WebhookDispatch.Stores;

/// <summary>Events cannot be published within the transaction that was given. Nothing was stored, and the transaction is as it was.</summary>
public sealed class TransactionRefusedException : InvalidOperationException
{
    /// <summary>Reports why and what to do.</summary>
    /// <param name="reason">The kind of refusal.</param>
    /// <param name="message">What is wrong and what to do about it.</param>
    public TransactionRefusedException(TransactionRefusal reason, string message)
        : base(message) => Reason = reason;

    /// <summary>The kind of refusal.</summary>
    public TransactionRefusal Reason { get; }
}
