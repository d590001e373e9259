using WebhookDispatch.DeadLetters;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Sending;

/// <summary>Replays by sending again.</summary>
internal sealed class WebhookDeadLetters(
    IDeadLetterStore store, WebhookSender sender, DeadLetterDesk desk, RegisteredEndpoints registered, IEndpointLookup lookup, ActiveEndpoints active) : IWebhookDeadLetters
{
    public IAsyncEnumerable<DeadLetter> ListAsync(DeadLetterFilter? filter = null, CancellationToken cancellationToken = default) =>
        store.ListAsync(filter ?? DeadLetterFilter.All, cancellationToken);

    public ValueTask<DeadLetter?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return store.GetAsync(id, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return store.RemoveAsync(id, cancellationToken);
    }

    public async ValueTask<ReplayResult> ReplayAsync(string id, WebhookEndpoint? endpoint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        var deadLetter = await store.GetAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new DeadLetterNotFoundException(id);

        // The registered endpoint first: it holds the current secret, where the one last sent to may hold an old one.
        endpoint ??= registered.Find(deadLetter.EndpointId)
            ?? await lookup.FindAsync(deadLetter.EndpointId, cancellationToken).ConfigureAwait(false)
            ?? active.Find(deadLetter.EndpointId)
            ?? throw new UnknownEndpointException(deadLetter.EndpointId);
        var run = await sender.SendAsync(endpoint, deadLetter.Event, buries: false, cancellationToken).ConfigureAwait(false);
        if (run.Reason is not { } reason)
        {
            await store.RemoveAsync(id, CancellationToken.None).ConfigureAwait(false);
            return new ReplayResult(true, null, run.Attempts);
        }

        var again = deadLetter with { Reason = reason, Attempts = [.. deadLetter.Attempts, .. run.Attempts], Replays = deadLetter.Replays + 1 };
        await desk.BuryAsync(again).ConfigureAwait(false);
        return new ReplayResult(false, reason, run.Attempts);
    }
}
