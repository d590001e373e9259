namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>Where a receiver that is written by hand keeps what it was sent.</summary>
internal interface IHandWrittenStore
{
    /// <summary>Ends when it is kept as surely as the store can; an id that is there already is left as it is.</summary>
    ValueTask StoreOnceAsync(string id, byte[] body);
}
