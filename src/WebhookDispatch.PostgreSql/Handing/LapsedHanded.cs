using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql.Handing;

/// <summary>Finds what was in a row with others and was not settled in time.</summary>
internal sealed class LapsedHanded(StoreConnections connections, HandedTokens handed, TimeProvider timeProvider)
{
    private const int AtOnce = 256;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private long _lookedAt;

    /// <summary>Before a claim: what has lapsed is then claimed with the rest.</summary>
    /// <param name="mayWait">Whether looking once a second is enough; otherwise so it is only for a process that holds nothing so.</param>
    internal async ValueTask QueueAsync(bool mayWait)
    {
        if ((mayWait || !handed.HasAny) && Volatile.Read(ref _lookedAt) is not 0 and var lookedAt && timeProvider.GetElapsedTime(lookedAt) < Apart)
        {
            return;
        }

        await QueueNowAsync().ConfigureAwait(false);
    }

    internal async ValueTask QueueNowAsync()
    {
        Volatile.Write(ref _lookedAt, timeProvider.GetTimestamp());
        while (await IsAnyAsync().ConfigureAwait(false) && await HandedRows.QueueLapsedAsync(connections, AtOnce, CancellationToken.None).ConfigureAwait(false) == AtOnce)
        {
        }
    }

    private async ValueTask<bool> IsAnyAsync() =>
        (await connections.ListAsync(Query.FindLapsedHanded, static _ => { }, static row => row.GetBoolean(0), CancellationToken.None).ConfigureAwait(false))[0];
}
