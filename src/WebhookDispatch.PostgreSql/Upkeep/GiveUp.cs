using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Handing;

namespace WebhookDispatch.PostgreSql.Upkeep;

/// <summary>Ends what has been due for too long and nobody has sent.</summary>
internal static class GiveUp
{
    // Each step is a short transaction, so that nobody waits behind a great clearing.
    private const int AtOnce = 1000;

    internal static async ValueTask<int> RunAsync(
        StoreConnections statements, TimeSpan dueFor, string reason, int limit, CancellationToken cancellationToken)
    {
        // Nobody took them.
        await HandedRows.QueueOldAsync(statements, dueFor, cancellationToken).ConfigureAwait(false);
        var (ended, step) = (0, AtOnce);
        while (step == AtOnce && ended < limit)
        {
            var wanted = Math.Min(AtOnce, limit - ended);
            var gone = await statements.ListAsync(
                Query.GiveUp, parameters => parameters.Long(Length.Of(dueFor)).Text(reason).Int(wanted), row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
            step = (int)gone[0];
            ended += step;
        }

        return ended;
    }
}
