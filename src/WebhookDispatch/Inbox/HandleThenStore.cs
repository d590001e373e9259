using System.Collections.Concurrent;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Inbox;

/// <summary>
/// Handles an inline event and then stores it as handled: one write, where a lease and its end would be two. What keeps copies out meanwhile
/// is this process's memory, so only for a store that no other process uses. A crash before the write leaves nothing: the sender, who was not
/// answered, sends it again and it runs again, as it would after a crash before the end of a lease was written.
/// </summary>
internal sealed class HandleThenStore(Dispatcher dispatcher, DispatchAnnouncer announcer, WebhookDispatchMetrics metrics)
{
    private readonly ConcurrentDictionary<EventKey, WebhookEvent> _underWay = new();

    /// <summary>Keeps copies out until <see cref="Release"/>.</summary>
    /// <returns>Whether none is under way.</returns>
    internal bool TryHold(string source, WebhookEvent webhookEvent) => _underWay.TryAdd(new EventKey(source, webhookEvent.Id), webhookEvent);

    /// <summary>The event whose copy could not be held; <see langword="null"/> when it has ended meanwhile.</summary>
    internal WebhookEvent? Holding(string source, string id) => _underWay.GetValueOrDefault(new EventKey(source, id));

    internal void Release(string source, WebhookEvent webhookEvent) => _underWay.TryRemove(new EventKey(source, webhookEvent.Id), out _);

    /// <summary>The delivery that the store would have made, as a handler and those who are told of it need it.</summary>
    internal static LeasedDelivery Unstored(HandlerTarget receiver, string source, WebhookEvent webhookEvent) => new()
    {
        DeliveryId = 0,
        EndpointId = receiver.Receiver.Name,
        Event = webhookEvent,
        Tenant = source,
        Attempts = 0,
        Claims = 1,
        Epoch = 0,
        LeaseToken = 0,
    };

    /// <summary>Takes a slot for the handler.</summary>
    /// <returns><see langword="null"/> when it may not run now: its circuit is open, or others wait for their turn.</returns>
    internal InFlightAttempt? TryBegin(HandlerTarget receiver, LeasedDelivery unstored) => receiver.Circuit.IsClosed ? dispatcher.TryBegin(unstored) : null;

    /// <summary>Runs the handler.</summary>
    /// <returns>What came of it; <see langword="null"/> when a shutdown cut it off. The slot has then been given back.</returns>
    internal async ValueTask<DeliveryAttempt?> RunAsync(HandlerTarget receiver, LeasedDelivery unstored, InFlightAttempt slot)
    {
        DeliveryAttempt? attempt = null;
        try
        {
            attempt = await receiver.AttemptHereAsync(unstored, dispatcher.CutOff).ConfigureAwait(false);
            receiver.Circuit.Count(attempt);
            return attempt;
        }
        catch (OperationCanceledException) when (dispatcher.CutOff.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (attempt is null)
            {
                dispatcher.End(slot, AttemptVerdict.None);
            }
        }
    }

    /// <summary>Stores an event that was handled, and gives the slot back as soon as the store has taken it.</summary>
    internal ValueTask<IReadOnlyList<EnqueueResult>> StoreAsync(IWebhookStore store, LeasedDelivery handled, DeliveryAttempt attempt, InFlightAttempt slot)
    {
        try
        {
            var delivered = new NewDelivery(handled.EndpointId, Leased: false) { Delivered = true, Attempt = attempt };
            return store.EnqueueAsync([new NewEvent { Event = handled.Event, Tenant = handled.Tenant, Deliveries = [delivered] }], TimeSpan.Zero, CancellationToken.None);
        }
        finally
        {
            dispatcher.End(slot, AttemptVerdict.Succeeded);
        }
    }

    /// <summary>Tells of an event that was handled what the store made of it.</summary>
    internal EnqueueStatus Tell(EnqueueResult stored, LeasedDelivery handled, DeliveryAttempt attempt)
    {
        if (stored.Status == EnqueueStatus.Stored)
        {
            metrics.Published();
            announcer.Attempted(handled, attempt);
            announcer.Delivered(handled, attempt);
        }

        return stored.Status;
    }

    /// <summary>Stores an event whose handler failed, as leased: what follows needs its delivery.</summary>
    /// <returns>The delivery, to conclude with; <see langword="null"/> when it was stored another way meanwhile. The slot has then been given back.</returns>
    internal async ValueTask<LeasedDelivery?> StoreFailedAsync(IWebhookStore store, LeasedDelivery failed, InFlightAttempt slot)
    {
        LeasedDelivery? stored = null;
        try
        {
            var row = new NewEvent { Event = failed.Event, Tenant = failed.Tenant, Deliveries = [new NewDelivery(failed.EndpointId, Leased: true)] };
            var result = (await store.EnqueueAsync([row], dispatcher.Lease, CancellationToken.None).ConfigureAwait(false))[0];
            stored = result.Status == EnqueueStatus.Stored ? result.Leased[0] : null;
            return stored;
        }
        finally
        {
            if (stored is null)
            {
                dispatcher.End(slot, AttemptVerdict.Failed);
            }
            else
            {
                metrics.Published();
            }
        }
    }

    internal Task ConcludeAsync(HandlerTarget receiver, LeasedDelivery delivery, DeliveryAttempt attempt, InFlightAttempt slot) =>
        dispatcher.ConcludeAsync(slot, delivery, receiver, attempt);

    // Not a tuple, whose members' types the runtime would look up at every call.
    private readonly record struct EventKey(string Source, string Id);
}
