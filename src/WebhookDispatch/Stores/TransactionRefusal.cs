namespace WebhookDispatch.Stores;

/// <summary>Why events cannot be published within a transaction.</summary>
public enum TransactionRefusal
{
    /// <summary>The store has no transactions that it could share.</summary>
    StoreCannot = 0,

    /// <summary>The transaction is of another database provider than the store.</summary>
    OtherProvider,

    /// <summary>The transaction is on another database than the store.</summary>
    OtherDatabase,

    /// <summary>The transaction was committed, rolled back or disposed, its connection is closed, or the database takes nothing more in it because a statement has failed.</summary>
    Ended,
}
