using System.Runtime.CompilerServices;
using WebhookDispatch.Directory;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Operating;

/// <summary>Reads and replays what was published.</summary>
internal sealed class WebhookDeliveries(OpenStore store, IHandOff handOff, ReplayRunner replays, ReplayQuota quota, TimeProvider timeProvider) : IWebhookDeliveries
{
    private const int PageSize = 500;

    public async ValueTask<EventHistory?> FindEventAsync(string eventId, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        if (!IsStorable(eventId, tenant))
        {
            return null;
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        return await opened.FindEventAsync(tenant, eventId, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<DeliveryRecord> ListAsync(DeliveryFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!IsStorable(filter))
        {
            yield break;
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DeliveryRecord> page;
        long? before = null;
        do
        {
            page = await opened.ListDeliveriesAsync(filter, before, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var record in page)
            {
                yield return record;
                before = record.DeliveryId;
            }
        }
        while (page.Count == PageSize);
    }

    public async ValueTask<DeliveryCounts> CountAsync(CancellationToken cancellationToken = default)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        return await opened.CountDeliveriesAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> CancelAsync(long deliveryId, string tenant = "", CancellationToken cancellationToken = default)
    {
        if (!IsStorable(tenant))
        {
            return false;
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        return await opened.CancelDeliveryAsync(tenant, deliveryId, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> ReplayAsync(long deliveryId, string tenant = "", bool evenIfDelivered = false, CancellationToken cancellationToken = default)
    {
        if (!IsStorable(tenant))
        {
            return false;
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        quota.CountOne(tenant);
        var one = new DeliveryFilter { Tenant = tenant, DeliveryId = deliveryId };
        var replayed = await ReplayOneAsync(opened, one, deliveryId, cancellationToken).ConfigureAwait(false)
            || (evenIfDelivered && await ReplayOneAsync(opened, one with { State = DeliveryState.Delivered }, deliveryId, cancellationToken).ConfigureAwait(false));
        if (replayed)
        {
            handOff.Signal();
        }

        return replayed;
    }

    public async ValueTask<ReplayProgress> StartReplayAsync(DeliveryFilter filter, int perSecond = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (perSecond is < 1 or > 5000)
        {
            throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "Give 1 to 5000 deliveries a second.");
        }

        if (!IsStorable(filter))
        {
            throw new ArgumentException("The filter holds a text with U+0000 or half of a surrogate pair; nothing that is stored has such a name.", nameof(filter));
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        var now = timeProvider.GetUtcNow();
        var bounded = filter with { State = filter.State ?? DeliveryState.Dead, Until = filter.Until < now ? filter.Until : now };
        var progress = new ReplayProgress
        {
            Id = TimeOrderedId.Create("rpl_", now),
            Filter = bounded,
            Total = await ListAsync(bounded, cancellationToken).CountAsync(cancellationToken).ConfigureAwait(false),
            PerSecond = perSecond,
            StartedAt = now,
        };
        await quota.AdmitAsync(
            opened, filter.Tenant, perSecond,
            () => opened.WriteNoteAsync(ReplayNotes.Key(progress.Id), null, ReplayNotes.Write(progress), cancellationToken), cancellationToken).ConfigureAwait(false);
        replays.Wake();
        return progress;
    }

    public async ValueTask<IReadOnlyList<ReplayProgress>> ListReplaysAsync(string? tenant = null, CancellationToken cancellationToken = default)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        return [.. (await ReplayNotes.ListAsync(opened, cancellationToken).ConfigureAwait(false)).Select(note => note.Progress).Where(replay => IsOf(replay, tenant))];
    }

    public async ValueTask<bool> CancelReplayAsync(string replayId, string? tenant = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(replayId);
        if (!IsStorable(replayId))
        {
            return false;
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        while (await opened.ReadNoteAsync(ReplayNotes.Key(replayId), cancellationToken).ConfigureAwait(false) is { } text
            && ReplayNotes.Read(text) is { State: ReplayState.Running } running && IsOf(running, tenant))
        {
            // A step of the replay may have come between; the next round sees its text.
            var cancelled = ReplayNotes.Write(running with { State = ReplayState.Cancelled });
            if (await opened.WriteNoteAsync(ReplayNotes.Key(replayId), text, cancelled, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private static async ValueTask<bool> ReplayOneAsync(IWebhookStore store, DeliveryFilter one, long deliveryId, CancellationToken cancellationToken) =>
        (await store.ReplayDeliveriesAsync(one, deliveryId - 1, 1, cancellationToken).ConfigureAwait(false)).Replayed == 1;

    // What was never stored is not found; not every database can be asked for it.
    private static bool IsStorable(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!StorableText.Is(text))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsStorable(DeliveryFilter filter) => IsStorable(filter.Tenant, filter.EndpointId, filter.EventType, filter.Reason);

    private static bool IsOf(ReplayProgress replay, string? tenant) =>
        tenant is null || string.Equals(replay.Filter.Tenant, tenant, StringComparison.Ordinal);
}
