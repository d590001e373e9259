using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Stores;

/// <summary>
/// The shared store as one process reaches it: each call waits before and after its commit, and may fail on either side. The
/// process can die on either side, too.
/// </summary>
internal sealed class ConnectedStore(World world, Life life, SharedStore store) : IWebhookStore
{
    public async ValueTask OpenAsync(CancellationToken cancellationToken) =>
        await CallAsync("open", async () =>
        {
            await store.Inner.OpenAsync(cancellationToken);
            return true;
        }, null, cancellationToken);

    // The store lives on when a process ends.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, TimeSpan lease, CancellationToken cancellationToken) => CallAsync(
        "enqueue",
        () => store.Inner.EnqueueAsync(events, lease, cancellationToken),
        results =>
        {
            foreach (var (added, result) in events.Zip(results))
            {
                store.Stored(life.Name, added, result);
            }
        },
        cancellationToken);

    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        CallAsync("claim", () => store.Inner.ClaimAsync(request, cancellationToken), result => store.Claimed(life.Name, request, result), cancellationToken);

    public ValueTask<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        // The caller uses its list again once the call ends, and a lost answer ends it for the caller only.
        Settlement[] sent = [.. settlements];
        return CallAsync("settle", () => store.Inner.SettleAsync(sent, cancellationToken), applied => store.Settled(life.Name, sent, applied), cancellationToken);
    }

    public ValueTask<IReadOnlyList<EndpointDocument>> LoadEndpointsAsync(CancellationToken cancellationToken) =>
        CallAsync("load endpoints", () => store.Inner.LoadEndpointsAsync(cancellationToken), null, cancellationToken);

    public ValueTask<long> GetEndpointsVersionAsync(CancellationToken cancellationToken) =>
        CallAsync("read endpoints version", () => store.Inner.GetEndpointsVersionAsync(cancellationToken), null, cancellationToken);

    public ValueTask<bool> SaveEndpointAsync(EndpointDocument document, CancellationToken cancellationToken) =>
        CallAsync("save endpoint", () => store.Inner.SaveEndpointAsync(document, cancellationToken), null, cancellationToken);

    public ValueTask<bool> DeleteEndpointAsync(string tenant, string endpointId, CancellationToken cancellationToken) =>
        ChangeAsync("delete endpoint", () => store.Inner.DeleteEndpointAsync(tenant, endpointId, cancellationToken), cancellationToken);

    public ValueTask<EventHistory?> FindEventAsync(string tenant, string eventId, CancellationToken cancellationToken) =>
        CallAsync("find event", () => store.Inner.FindEventAsync(tenant, eventId, cancellationToken), null, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> ListDeliveriesAsync(DeliveryFilter filter, long? before, int limit, CancellationToken cancellationToken) =>
        CallAsync("list", () => store.Inner.ListDeliveriesAsync(filter, before, limit, cancellationToken), null, cancellationToken);

    public ValueTask<DeliveryCounts> CountDeliveriesAsync(CancellationToken cancellationToken) =>
        CallAsync("count", () => store.Inner.CountDeliveriesAsync(cancellationToken), null, cancellationToken);

    public ValueTask<bool> CancelDeliveryAsync(string tenant, long deliveryId, CancellationToken cancellationToken) =>
        ChangeAsync("cancel", () => store.Inner.CancelDeliveryAsync(tenant, deliveryId, cancellationToken), cancellationToken);

    public ValueTask<ReplayBatch> ReplayDeliveriesAsync(DeliveryFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        ChangeAsync("replay", () => store.Inner.ReplayDeliveriesAsync(filter, after, limit, cancellationToken), cancellationToken);

    public ValueTask<int> GiveUpAsync(TimeSpan dueFor, string reason, int limit, CancellationToken cancellationToken) =>
        ChangeAsync("give up", () => store.Inner.GiveUpAsync(dueFor, reason, limit, cancellationToken), cancellationToken);

    public ValueTask<int> ForgetAsync(TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken) =>
        ChangeAsync("forget", () => store.Inner.ForgetAsync(endedFor, deadFor, limit, cancellationToken), cancellationToken);

    public ValueTask<string?> ReadNoteAsync(string key, CancellationToken cancellationToken) =>
        CallAsync("read note", () => store.Inner.ReadNoteAsync(key, cancellationToken), null, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListNotesAsync(string prefix, CancellationToken cancellationToken) =>
        CallAsync("list notes", () => store.Inner.ListNotesAsync(prefix, cancellationToken), null, cancellationToken);

    public ValueTask<bool> WriteNoteAsync(string key, string? expected, string? text, CancellationToken cancellationToken) =>
        CallAsync("write note", () => store.Inner.WriteNoteAsync(key, expected, text, cancellationToken), null, cancellationToken);

    private ValueTask<T> ChangeAsync<T>(string name, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        IReadOnlyList<DeliveryRecord> before = [];
        return CallAsync(
            name,
            () =>
            {
                before = store.Deliveries;
                return call();
            },
            _ => store.Changed(life.Name, before),
            cancellationToken);
    }

    private async ValueTask<T> CallAsync<T>(string name, Func<ValueTask<T>> call, Action<T>? committed, CancellationToken cancellationToken)
    {
        await WayAsync();
        cancellationToken.ThrowIfCancellationRequested();
        FailIf(store.Faults.Before, $"{name} failed");
        var result = await call();
        committed?.Invoke(result);
        await WayAsync();
        FailIf(store.Faults.After, $"the answer to {name} is lost");
        return result;
    }

    private Task WayAsync() => world.Wait(
        world.Chance(store.Faults.Slow) ? world.Between(TimeSpan.Zero, store.Faults.LongestWait) : world.Chance(0.5) ? TimeSpan.Zero : world.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(10)),
        life);

    private void FailIf(double probability, string what)
    {
        if (world.Chance(probability))
        {
            store.Failed(life.Name, what);
            throw new StoreUnavailableException(StoreTrouble.Unreachable, $"Simulated: {what}.");
        }
    }
}
