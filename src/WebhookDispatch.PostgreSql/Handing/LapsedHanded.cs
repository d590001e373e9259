using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql.Handing;

/// <summary>
/// Finds what was handed over and not settled in time. A process that hands over looks before each claim, of which it makes few; one that
/// only claims looks once a second.
/// </summary>
internal sealed class LapsedHanded(StoreConnections connections, HandedTokens handed, TimeProvider timeProvider)
{
    private const int AtOnce = 256;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private long _lookedAt;

    /// <summary>Before a claim: what has lapsed is then claimed with the rest.</summary>
    internal async ValueTask QueueAsync()
    {
        if (!handed.HasAny && Volatile.Read(ref _lookedAt) is not 0 and var lookedAt && timeProvider.GetElapsedTime(lookedAt) < Apart)
        {
            return;
        }

        Volatile.Write(ref _lookedAt, timeProvider.GetTimestamp());
        while (await IsAnyAsync().ConfigureAwait(false) && await HandedRows.QueueLapsedAsync(connections, AtOnce, CancellationToken.None).ConfigureAwait(false) == AtOnce)
        {
        }
    }

    private async ValueTask<bool> IsAnyAsync() =>
        (await connections.ListAsync(Query.FindLapsedHanded, static _ => { }, static row => row.GetBoolean(0), CancellationToken.None).ConfigureAwait(false))[0];
}
