using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>The store, opened once by whoever needs it first, with its purpose and its keys checked; a failure to open is tried again by the next.</summary>
internal sealed class OpenStore(IWebhookStore store, StorePurpose purpose, SecretCanary canary)
{
    private readonly Lock _gate = new();
    private Task? _opening;

    /// <summary><see langword="null"/> until it is open.</summary>
    internal IWebhookStore? Opened => _opening is { IsCompletedSuccessfully: true } ? store : null;

    internal ValueTask<IWebhookStore> GetAsync(CancellationToken cancellationToken) =>
        Opened is { } opened ? ValueTask.FromResult(opened) : OpenAsync(cancellationToken);

    private async ValueTask<IWebhookStore> OpenAsync(CancellationToken cancellationToken)
    {
        Task opening;
        lock (_gate)
        {
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                // One caller's cancellation must not end an opening that others wait for.
                _opening = OpenAndCheckAsync();
            }

            opening = _opening;
        }

        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        return store;
    }

    private async Task OpenAndCheckAsync()
    {
        await store.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await purpose.CheckAsync(store, CancellationToken.None).ConfigureAwait(false);
        await canary.CheckAsync(store, CancellationToken.None).ConfigureAwait(false);
    }
}
