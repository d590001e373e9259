using WebhookDispatch.Endpoints;

namespace WebhookDispatch.DeadLetters;

/// <summary>What <c>IWebhookSender</c> gave up: look at it, send it again, forget it.</summary>
public interface IWebhookDeadLetters
{
    /// <summary>Lists dead letters, oldest first.</summary>
    /// <param name="filter">Which ones; all by default.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<DeadLetter> ListAsync(DeadLetterFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Finds one dead letter.</summary>
    /// <param name="id">A <see cref="DeadLetter.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The dead letter, or <see langword="null"/> when there is none of that id.</returns>
    ValueTask<DeadLetter?> GetAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a dead letter again: same event id, same bytes, the endpoint's current URL and secret. A delivery removes it;
    /// another failure keeps it under the same id with the new attempts added.
    /// </summary>
    /// <param name="id">A <see cref="DeadLetter.Id"/>.</param>
    /// <param name="endpoint">Where to send it. By default the registered endpoint of that id, or the one last sent to under it.</param>
    /// <param name="cancellationToken">Stops the sending; the dead letter stays.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="DeadLetterNotFoundException">There is no dead letter of that id.</exception>
    /// <exception cref="UnknownEndpointException">Its endpoint is not known to this process; pass <paramref name="endpoint"/>.</exception>
    ValueTask<ReplayResult> ReplayAsync(string id, WebhookEndpoint? endpoint = null, CancellationToken cancellationToken = default);

    /// <summary>Forgets one dead letter for good.</summary>
    /// <param name="id">A <see cref="DeadLetter.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken = default);
}
