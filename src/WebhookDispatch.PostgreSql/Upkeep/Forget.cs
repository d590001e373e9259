using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Handing;

namespace WebhookDispatch.PostgreSql.Upkeep;

/// <summary>Removes what ended long ago: some deliveries, and the events that none of theirs is left of.</summary>
internal static class Forget
{
    // Each step is two short transactions, so that nobody waits behind a great clearing.
    private const int AtOnce = 1000;

    internal static async ValueTask<int> RunAsync(
        StoreConnections statements, TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken)
    {
        // Whose row of the table of deliveries is gone would wait again.
        await HandedRows.QueueOldAsync(statements, endedFor, cancellationToken).ConfigureAwait(false);
        var removed = 0;
        while (removed < limit)
        {
            var wanted = Math.Min(AtOnce, limit - removed);
            var step = await StepAsync(statements, endedFor, deadFor, wanted, cancellationToken).ConfigureAwait(false);
            removed += step;
            if (step < wanted)
            {
                break;
            }
        }

        await statements.ChangeAsync(Query.SumUpTally, _ => { }, cancellationToken).ConfigureAwait(false);
        return removed;
    }

    private static async ValueTask<int> StepAsync(IStatements statements, TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken)
    {
        var events = await statements.ListAsync(
            Query.ForgetDeliveries, parameters => parameters.Long(Length.Of(endedFor)).Long(Length.Of(deadFor)).Int(limit), row => row.GetInt64(0), cancellationToken)
            .ConfigureAwait(false);
        var gone = await statements.ListAsync(
            Query.ForgetEvents,
            parameters => parameters.Longs([.. events.Distinct()]).Long(Length.Of(endedFor)).Int(limit - events.Count),
            row => row.GetInt64(0),
            CancellationToken.None).ConfigureAwait(false);
        return events.Count + (int)gone[0];
    }
}
