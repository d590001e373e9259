using WebhookDispatch.InMemory;
using WebhookDispatch.Simulation.Tests.Checking;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Stores;

/// <summary>The store that outlives every process, and the ledger of what it committed.</summary>
internal sealed class SharedStore
{
    private static readonly DeliveryFilter All = new();

    private readonly World _world;
    private readonly Ledger _ledger;

    internal SharedStore(World world, Ledger ledger)
    {
        _world = world;
        _ledger = ledger;
        Clock = new LifeClock(world);
        Inner = new InMemoryWebhookStore(Clock);
    }

    internal LifeClock Clock { get; }

    internal InMemoryWebhookStore Inner { get; }

    internal StoreFaults Faults { get; } = new();

    /// <summary>Everything there is, by falling id.</summary>
    internal IReadOnlyList<DeliveryRecord> Deliveries => Now(Inner.ListDeliveriesAsync(All, null, 10_000, CancellationToken.None));

    internal long Waiting => Now(Inner.CountDeliveriesAsync(CancellationToken.None)).Waiting;

    internal EventHistory? Find(string tenant, string eventId) => Now(Inner.FindEventAsync(tenant, eventId, CancellationToken.None));

    internal void Stored(string life, NewEvent added, EnqueueResult result)
    {
        if (result.Status != EnqueueStatus.Stored)
        {
            return;
        }

        var now = Clock.GetUtcNow();
        var tokens = result.Leased.ToDictionary(leased => leased.DeliveryId, leased => leased.LeaseToken);
        var deliveries = Find(added.Tenant, added.Event.Id)!.Deliveries
            .Select(delivery => (delivery.Delivery.DeliveryId, delivery.Delivery.EndpointId, tokens.GetValueOrDefault(delivery.Delivery.DeliveryId))).ToArray();
        _ledger.Add(new Entry.Stored(_world.Elapsed, now, added.Event.Id, added.Event.Body.ToArray(), now + added.DueIn, now + added.ExpiresIn, deliveries) { Life = life });
    }

    internal void Claimed(string life, ClaimRequest request, ClaimResult result)
    {
        if (result.Deliveries.Count > 0)
        {
            _ledger.Add(new Entry.Claimed(
                _world.Elapsed, Clock.GetUtcNow(), request.Lease,
                [.. result.Deliveries.Select(delivery => delivery.DeliveryId)], [.. result.Deliveries.Select(delivery => delivery.LeaseToken)])
            { Life = life });
        }
    }

    internal void Settled(string life, IReadOnlyList<Settlement> settlements, IReadOnlyList<bool> applied)
    {
        foreach (var (settlement, isApplied) in settlements.Zip(applied))
        {
            _ledger.Add(new Entry.Settled(_world.Elapsed, Clock.GetUtcNow(), settlement, isApplied) { Life = life });
        }
    }

    /// <summary>Notes what a call ended, replayed or removed, by what there was before it.</summary>
    internal void Changed(string life, IReadOnlyList<DeliveryRecord> before)
    {
        var after = Deliveries.ToDictionary(delivery => delivery.DeliveryId);
        var kept = before.Where(delivery => after.ContainsKey(delivery.DeliveryId)).Select(delivery => (Before: delivery, After: after[delivery.DeliveryId])).ToList();
        var replayed = kept.Where(pair => pair.After.Epoch > pair.Before.Epoch).Select(pair => pair.After.DeliveryId).ToArray();
        var cancelled = kept.Where(pair => pair.Before.State == DeliveryState.Waiting && pair.After.State == DeliveryState.Cancelled).ToList();
        var givenUp = kept.Where(pair => pair.Before.State == DeliveryState.Waiting && pair.After.State == DeliveryState.Dead).Select(pair => pair.After.DeliveryId).ToArray();
        Add(givenUp, ids => new Entry.GivenUp(_world.Elapsed, Clock.GetUtcNow(), ids) { Life = life });
        var forgotten = before.Where(delivery => !after.ContainsKey(delivery.DeliveryId)).Select(delivery => delivery.DeliveryId).ToArray();
        Add(replayed, ids => new Entry.Replayed(_world.Elapsed, Clock.GetUtcNow(), ids) { Life = life });
        Add([.. cancelled.Select(pair => pair.After.DeliveryId)], ids => new Entry.Cancelled(_world.Elapsed, Clock.GetUtcNow(), ids, cancelled[0].After.Reason!) { Life = life });
        Add(forgotten, ids => new Entry.Forgotten(_world.Elapsed, Clock.GetUtcNow(), ids) { Life = life });
    }

    internal void Failed(string life, string what) => _ledger.Add(new Entry.Happened(_world.Elapsed, Disturbance.StoreFailure, what) { Life = life });

    private void Add(long[] ids, Func<long[], Entry> entry)
    {
        if (ids.Length > 0)
        {
            _ledger.Add(entry(ids));
        }
    }

    // The store in memory never waits.
    private static T Now<T>(ValueTask<T> call) => call.GetAwaiter().GetResult();
}
