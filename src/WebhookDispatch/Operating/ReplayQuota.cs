using System.Collections.Concurrent;
using WebhookDispatch.Stores;
using WebhookDispatch.Tenants;

namespace WebhookDispatch.Operating;

/// <summary>Holds replays to the quotas of their tenant.</summary>
internal sealed class ReplayQuota(TenantLimits limits, TimeProvider timeProvider) : IDisposable
{
    private readonly SemaphoreSlim _admitting = new(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Second, int Replays)> _ones = new(StringComparer.Ordinal);

    /// <summary>Begins a replay of many, if it may run beside those of its tenant that are running. One at a time: two would not see each other.</summary>
    /// <exception cref="TenantQuotaExceededException">Together they would be too many a second.</exception>
    internal async ValueTask AdmitAsync(IStoreUpkeep store, string? tenant, int perSecond, Func<ValueTask<bool>> begin, CancellationToken cancellationToken)
    {
        await _admitting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await CheckAsync(store, tenant, perSecond, cancellationToken).ConfigureAwait(false);
            await begin().ConfigureAwait(false);
        }
        finally
        {
            _admitting.Release();
        }
    }

    /// <summary>Counts a replay of one delivery.</summary>
    /// <exception cref="TenantQuotaExceededException">There were too many in this second.</exception>
    internal void CountOne(string tenant)
    {
        if (limits.ReplaysPerSecond(tenant) is not { } most)
        {
            return;
        }

        var now = timeProvider.GetUtcNow();
        var counted = _ones.AddOrUpdate(
            tenant,
            static (_, now) => (now, 1),
            static (_, before, now) => now - before.Second < TimeSpan.FromSeconds(1) && now >= before.Second ? (before.Second, before.Replays + 1) : (now, 1),
            now);
        if (counted.Replays > most)
        {
            throw TenantLimits.Refuse(tenant, TenantQuotaKind.ReplaysPerSecond, most);
        }
    }

    public void Dispose() => _admitting.Dispose();

    private async ValueTask CheckAsync(IStoreUpkeep store, string? tenant, int perSecond, CancellationToken cancellationToken)
    {
        if (tenant is null || limits.ReplaysPerSecond(tenant) is not { } most)
        {
            return;
        }

        var running = (await ReplayNotes.ListAsync(store, cancellationToken).ConfigureAwait(false))
            .Where(note => note.Progress.State == ReplayState.Running && string.Equals(note.Progress.Filter.Tenant, tenant, StringComparison.Ordinal))
            .Sum(note => note.Progress.PerSecond);
        if (running + perSecond > most)
        {
            throw TenantLimits.Refuse(tenant, TenantQuotaKind.ReplaysPerSecond, most);
        }
    }
}
