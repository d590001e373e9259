using System.Collections.Concurrent;
using WebhookDispatch.Directory;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using WebhookDispatch.Tenants;

namespace WebhookDispatch.Publishing;

/// <summary>Holds publishing to the quotas of its tenant. Costs nothing where none is set, and one count a second for a tenant where one is.</summary>
internal sealed class PublishQuota(OpenStore store, EndpointDirectory directory, TenantLimits limits, TimeProvider timeProvider)
{
    private static readonly TimeSpan CountAgainAfter = TimeSpan.FromSeconds(1);

    // At the limit a fresher count may let through what an older one would refuse; more often would be a count for each refusal.
    private static readonly TimeSpan CountAgainAtLimitAfter = TimeSpan.FromMilliseconds(100);

    // One entry for each tenant that publishes: the directory holds more for each of them.
    private readonly ConcurrentDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <exception cref="TenantQuotaExceededException">A body is too large for the tenant.</exception>
    internal void CheckPayloads(IReadOnlyList<WebhookEvent> webhookEvents, string tenant)
    {
        foreach (var webhookEvent in webhookEvents)
        {
            limits.CheckPayload(webhookEvent.Body.Length, tenant);
        }
    }

    /// <exception cref="TenantQuotaExceededException">The tenant would have too many deliveries waiting.</exception>
    internal ValueTask AdmitAsync(NewEvent[] rows, string tenant, CancellationToken cancellationToken) =>
        limits.QueuedDeliveries(tenant) is { } most && rows.Sum(row => row.Deliveries.Count) is > 0 and var added
            ? AdmitAsync(tenant, added, most, cancellationToken)
            : ValueTask.CompletedTask;

    private async ValueTask AdmitAsync(string tenant, int added, int most, CancellationToken cancellationToken)
    {
        var tally = _tallies.GetOrAdd(tenant, static _ => new Tally());
        if (IsStale(tally, added, most))
        {
            await tally.Counting.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (IsStale(tally, added, most))
                {
                    tally.Set(await CountAsync(tenant, most, cancellationToken).ConfigureAwait(false), timeProvider.GetTimestamp());
                }
            }
            finally
            {
                tally.Counting.Release();
            }
        }

        if (tally.Add(added) > most)
        {
            tally.Add(-added);
            throw TenantLimits.Refuse(tenant, TenantQuotaKind.QueuedDeliveries, most);
        }
    }

    private bool IsStale(Tally tally, int added, int most) =>
        tally.CountedAt is not { } at
        || timeProvider.GetElapsedTime(at) is var age && age >= (tally.Waiting + added > most ? CountAgainAtLimitAfter : CountAgainAfter);

    private async ValueTask<int> CountAsync(string tenant, int most, CancellationToken cancellationToken)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        return await opened.CountWaitingAsync(directory.Snapshot.IdsOf(tenant), most, cancellationToken).ConfigureAwait(false);
    }

    private sealed class Tally
    {
        private int _waiting;
        private long _countedAt = long.MinValue;

        // Never disposed: its wait handle is never asked for.
        internal SemaphoreSlim Counting { get; } = new(1);

        internal int Waiting => Volatile.Read(ref _waiting);

        internal long? CountedAt => Volatile.Read(ref _countedAt) is > long.MinValue and var at ? at : null;

        internal int Add(int deliveries) => Interlocked.Add(ref _waiting, deliveries);

        internal void Set(int waiting, long countedAt)
        {
            Volatile.Write(ref _waiting, waiting);
            Volatile.Write(ref _countedAt, countedAt);
        }
    }
}
