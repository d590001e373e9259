namespace WebhookDispatch.Stores;

/// <summary>
/// Implemented, beside <see cref="IWebhookStore"/>, by a store that several processes share: says which of them does what is enough
/// to be done once, such as forgetting what is old. For a store of one process there is nothing to ask.
/// </summary>
public interface IStoreLeadership
{
    /// <summary>Takes the lead for a task, or keeps it, by the store's own clock.</summary>
    /// <param name="task">The name of the task.</param>
    /// <param name="duration">How long the lead lasts unless it is kept. It saves work and proves nothing: what is done under it must be harmless when done twice.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether this process leads now.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot say.</exception>
    ValueTask<bool> LeadAsync(string task, TimeSpan duration, CancellationToken cancellationToken);
}
