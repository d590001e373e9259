using WebhookDispatch.Deliveries;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox;

/// <content>Inline events of a store that no other process uses: handled first and then stored.</content>
internal sealed partial class InboxIntake
{
    private ValueTask<InboxReceipt> HandleAsync(
        IWebhookStore store, HandlerTarget receiver, string source, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        if (!_handleThenStore.TryHold(source, webhookEvent))
        {
            return new(_handleThenStore.Holding(source, webhookEvent.Id) is { } first && !InboxReceipts.IsSame(first, webhookEvent)
                ? _receipts.Clash(receiver.Receiver.Name, webhookEvent)
                : _receipts.Copy(_receipts.Later(InboxOutcome.InFlight)));
        }

        var run = HandleAndReleaseAsync(store, receiver, source, webhookEvent);
        return run.IsCompleted ? run : WaitAsync(run.AsTask(), cancellationToken);
    }

    private async ValueTask<InboxReceipt> WaitAsync(Task<InboxReceipt> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run.WaitAsync(_options.InlineWait, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return _receipts.Later(InboxOutcome.InFlight);
        }
    }

    private async ValueTask<InboxReceipt> HandleAndReleaseAsync(IWebhookStore store, HandlerTarget receiver, string source, WebhookEvent webhookEvent)
    {
        try
        {
            if (await store.IsStoredAsync(source, webhookEvent.Id, CancellationToken.None).ConfigureAwait(false)
                && await JudgeCopyAsync(receiver, source, webhookEvent, CancellationToken.None).ConfigureAwait(false) is { } known)
            {
                return known;
            }

            var unstored = HandleThenStore.Unstored(receiver, source, webhookEvent);
            if (_handleThenStore.TryBegin(receiver, unstored) is not { } slot)
            {
                return await TakeAsync(receiver, source, webhookEvent, CancellationToken.None).ConfigureAwait(false);
            }

            var attempt = await _handleThenStore.RunAsync(receiver, unstored, slot).ConfigureAwait(false);
            if (attempt is not { Succeeded: true })
            {
                return await FailAsync(store, receiver, unstored, attempt, slot).ConfigureAwait(false);
            }

            var stored = await _handleThenStore.StoreAsync(store, unstored, attempt, slot).ConfigureAwait(false);
            return _handleThenStore.Tell(stored[0], unstored, attempt) == EnqueueStatus.IdClash
                ? _receipts.Clash(receiver.Receiver.Name, webhookEvent)
                : new InboxReceipt(InboxOutcome.Processed);
        }
        catch (StoreUnavailableException exception)
        {
            // Here, because nobody may wait any more.
            return _receipts.NotStored(receiver, webhookEvent, exception);
        }
        finally
        {
            _handleThenStore.Release(source, webhookEvent);
        }
    }

    private async ValueTask<InboxReceipt> FailAsync(
        IWebhookStore store, HandlerTarget receiver, LeasedDelivery unstored, DeliveryAttempt? attempt, InFlightAttempt slot)
    {
        if (attempt is null)
        {
            return _receipts.Later(InboxOutcome.Busy);
        }

        if (await _handleThenStore.StoreFailedAsync(store, unstored, slot).ConfigureAwait(false) is not { } stored)
        {
            return new InboxReceipt(InboxOutcome.Failed);
        }

        var wait = _waits.Begin(stored.DeliveryId)!;
        await _handleThenStore.ConcludeAsync(receiver, stored, attempt, slot).ConfigureAwait(false);
        return await OutcomeAsync(stored.DeliveryId, wait, CancellationToken.None).ConfigureAwait(false);
    }
}
