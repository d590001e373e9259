namespace WebhookDispatch.DeadLetters;

/// <summary>
/// Where <c>IWebhookSender</c> puts what it gives up. Replace it to keep dead letters in a place of your own:
/// <c>services.AddSingleton&lt;IDeadLetterStore, MyStore&gt;()</c>. Implementations are called from many threads.
/// </summary>
public interface IDeadLetterStore
{
    /// <summary>Keeps a dead letter; one with the same <see cref="DeadLetter.Id"/> is replaced.</summary>
    /// <param name="deadLetter">What was given up.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Completes once it is kept. An exception is logged with the ids; the send still returns its result.</returns>
    ValueTask StoreAsync(DeadLetter deadLetter, CancellationToken cancellationToken);

    /// <summary>Finds one dead letter.</summary>
    /// <param name="id">A <see cref="DeadLetter.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The dead letter, or <see langword="null"/> when there is none of that id.</returns>
    ValueTask<DeadLetter?> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists dead letters, oldest first.</summary>
    /// <param name="filter">Which ones; <see cref="DeadLetterFilter.All"/> for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<DeadLetter> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken);

    /// <summary>Forgets one dead letter.</summary>
    /// <param name="id">A <see cref="DeadLetter.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken);
}
