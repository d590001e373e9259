using System.Data.Common;
using WebhookDispatch.Directory;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Events;
using WebhookDispatch.Operating;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Inbox;

/// <summary>Takes events in: stores each once, tells copies what became of the first, and waits for handlers where the answer must.</summary>
internal sealed partial class InboxIntake
{
    private readonly OpenStore _store;
    private readonly IHandOff _handOff;
    private readonly HandleThenStore _handleThenStore;
    private readonly IWebhookDeliveries _deliveries;
    private readonly InboxOptions _options;
    private readonly WebhookDispatchMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly InboxReceipts _receipts;
    private readonly InboxWaits _waits = new();

    public InboxIntake(
        OpenStore store, IHandOff handOff, HandleThenStore handleThenStore, IWebhookDeliveries deliveries, SettlementWriter writer, InboxOptions options,
        WebhookDispatchMetrics metrics, InboxReceipts receipts, TimeProvider time)
    {
        _store = store;
        _handOff = handOff;
        _handleThenStore = handleThenStore;
        _deliveries = deliveries;
        _options = options;
        _metrics = metrics;
        _time = time;
        _receipts = receipts;
        writer.Written += _waits.Complete;
        writer.IsAwaited = () => !_waits.IsEmpty;
    }

    internal ValueTask<InboxReceipt> ReceiveAsync(HandlerTarget receiver, InboxEvent received, string source, CancellationToken cancellationToken)
    {
        if (Read(received) is not { } webhookEvent)
        {
            return new(new InboxReceipt(InboxOutcome.Malformed));
        }

        return receiver.IsInline && _store.Opened is { IsExclusive: true } store
            ? HandleAsync(store, receiver, source, webhookEvent, cancellationToken)
            : ReceiveAsync(receiver, source, webhookEvent, cancellationToken);
    }

    private async ValueTask<InboxReceipt> ReceiveAsync(HandlerTarget receiver, string source, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        try
        {
            var store = await _store.GetAsync(cancellationToken).ConfigureAwait(false);
            return receiver.IsInline && store.IsExclusive
                ? await HandleAsync(store, receiver, source, webhookEvent, cancellationToken).ConfigureAwait(false)
                : await TakeAsync(receiver, source, webhookEvent, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            return _receipts.NotStored(receiver, webhookEvent, exception);
        }
    }

    /// <summary>Stores an event as handled, so that the dispatcher never sees it: whoever owns the transaction handles it, or rolls back.</summary>
    internal async ValueTask<InboxReceipt> RecordAsync(InboxEvent received, string source, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (Read(received) is not { } webhookEvent)
        {
            return new InboxReceipt(InboxOutcome.Malformed);
        }

        if (await _store.GetAsync(cancellationToken).ConfigureAwait(false) is not ITransactionalQueue queue)
        {
            throw new TransactionRefusedException(
                TransactionRefusal.StoreCannot, "The inbox cannot store within a transaction. Keep it in the application's own PostgreSQL database (UsePostgreSql).");
        }

        var row = new NewEvent { Event = webhookEvent, Tenant = source, Deliveries = [new NewDelivery(received.Receiver, Leased: false) { Delivered = true }] };
        var status = (await queue.EnqueueAsync([row], transaction, cancellationToken).ConfigureAwait(false))[0].Status;
        switch (status)
        {
            case EnqueueStatus.Stored:
                _metrics.Published();
                return new InboxReceipt(InboxOutcome.Stored);
            case EnqueueStatus.Duplicate:
                return _receipts.Copy(new InboxReceipt(InboxOutcome.Duplicate));
            default:
                return _receipts.Clash(received.Receiver, webhookEvent);
        }
    }

    private static WebhookEvent? Read(InboxEvent received)
    {
        var contentType = MediaType.Is(received.ContentType) ? received.ContentType : "application/octet-stream";
        return InboxName.OfId(received.Id) is { } id && InboxName.OfType(received.Type) is { } type
            ? new WebhookEvent(id, type, received.Timestamp, received.Body.ToArray(), contentType, received.HeaderLines)
            : null;
    }

    private async ValueTask<InboxReceipt> TakeAsync(HandlerTarget receiver, string source, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        var name = receiver.Receiver.Name;
        var isReserved = _handOff.TryReserve(name);
        if (receiver.IsInline && !isReserved)
        {
            // Stored now it would be handled some time, and its copies would be told to wait for that: better the sender keeps it.
            return await JudgeCopyAsync(receiver, source, webhookEvent, cancellationToken).ConfigureAwait(false) ?? Busy(receiver);
        }

        EnqueueResult result;
        try
        {
            var row = new NewEvent { Event = webhookEvent, Tenant = source, Deliveries = [new NewDelivery(name, isReserved)] };
            var opened = await _store.GetAsync(cancellationToken).ConfigureAwait(false);
            result = (await opened.EnqueueAsync([row], _handOff.Lease, cancellationToken).ConfigureAwait(false))[0];
        }
        catch
        {
            Return(name, isReserved);
            throw;
        }

        if (result.Status == EnqueueStatus.Stored)
        {
            return await StoredAsync(result, receiver.IsInline, cancellationToken).ConfigureAwait(false);
        }

        Return(name, isReserved);
        if (result.Status == EnqueueStatus.Duplicate)
        {
            return await JudgeCopyAsync(receiver, source, webhookEvent, cancellationToken).ConfigureAwait(false)
                ?? _receipts.Copy(new InboxReceipt(InboxOutcome.Duplicate));
        }

        return _receipts.Clash(name, webhookEvent);
    }

    private async ValueTask<InboxReceipt> StoredAsync(EnqueueResult result, bool isInline, CancellationToken cancellationToken)
    {
        _metrics.Published();
        if (result.Leased is not [var delivery])
        {
            _handOff.Signal();
            return new InboxReceipt(InboxOutcome.Stored);
        }

        var wait = isInline ? _waits.Begin(delivery.DeliveryId) : null;
        _handOff.Offer(delivery);
        return wait is null ? new InboxReceipt(InboxOutcome.Stored) : await OutcomeAsync(delivery.DeliveryId, wait, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>What a copy of a stored event is told; <see langword="null"/> when none is stored.</returns>
    private async ValueTask<InboxReceipt?> JudgeCopyAsync(HandlerTarget receiver, string source, WebhookEvent copy, CancellationToken cancellationToken)
    {
        if (await _deliveries.FindEventAsync(copy.Id, source, cancellationToken).ConfigureAwait(false) is not { } history)
        {
            return null;
        }

        if (!InboxReceipts.IsSame(history.Event, copy))
        {
            return _receipts.Clash(receiver.Receiver.Name, copy);
        }

        return _receipts.Copy(history.Deliveries switch
        {
            [{ Delivery: { State: DeliveryState.Dead } dead }] => await RunAgainAsync(receiver, dead, cancellationToken).ConfigureAwait(false),
            [{ Delivery.State: DeliveryState.Waiting }] when receiver.IsInline => _receipts.Later(InboxOutcome.InFlight),
            _ => new InboxReceipt(InboxOutcome.Duplicate),
        });
    }

    // The sender sends it again although it failed, or because it did.
    private async ValueTask<InboxReceipt> RunAgainAsync(HandlerTarget receiver, DeliveryRecord dead, CancellationToken cancellationToken)
    {
        if (!receiver.Circuit.IsClosed && receiver.Circuit.OpenFor > _options.InlineWait)
        {
            return Busy(receiver);
        }

        var wait = receiver.IsInline ? _waits.Begin(dead.DeliveryId) : null;
        if (receiver.IsInline && wait is null)
        {
            return _receipts.Later(InboxOutcome.InFlight);
        }

        var isReplayed = await _deliveries.ReplayAsync(dead.DeliveryId, dead.Tenant, evenIfDelivered: false, cancellationToken).ConfigureAwait(false);
        if (wait is null)
        {
            return new InboxReceipt(isReplayed ? InboxOutcome.Stored : InboxOutcome.Duplicate);
        }

        if (!isReplayed)
        {
            _waits.End(dead.DeliveryId);
            return _receipts.Later(InboxOutcome.InFlight);
        }

        return await OutcomeAsync(dead.DeliveryId, wait, cancellationToken).ConfigureAwait(false);
    }

    private InboxReceipt Busy(HandlerTarget receiver) =>
        !receiver.Circuit.IsClosed && receiver.Circuit.OpenFor is var open && open > _options.RetryAfter
            ? new InboxReceipt(InboxOutcome.Busy, open)
            : _receipts.Later(InboxOutcome.Busy);

    private async ValueTask<InboxReceipt> OutcomeAsync(long deliveryId, Task<Settlement> wait, CancellationToken cancellationToken)
    {
        try
        {
            var settlement = await wait.WaitAsync(_options.InlineWait, _time, cancellationToken).ConfigureAwait(false);
            return _receipts.Of(settlement);
        }
        catch (TimeoutException)
        {
            return _receipts.Later(InboxOutcome.InFlight);
        }
        finally
        {
            _waits.End(deliveryId);
        }
    }

    private void Return(string name, bool isReserved)
    {
        if (isReserved)
        {
            _handOff.Return(name);
        }
    }
}
