using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Applies outcomes, fenced by token and epoch: all in one statement, or in two of one transaction.</summary>
internal static class Settle
{
    // A delivery that another transaction moves while the statement looks is found at the second look. What is not, never was.
    private const int MostLooks = 3;

    internal static async ValueTask<IReadOnlyList<bool>> RunAsync(
        StoreConnections connections, HandedTokens handed, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var applied = new bool[settlements.Count];
        foreach (var part in Part(settlements))
        {
            var pending = await TellFirstAsync(connections, handed, settlements, part, applied).ConfigureAwait(false);
            for (var looks = 1; looks < MostLooks && pending.Count > 0; looks++)
            {
                pending = await TellAsync(connections, settlements, pending, applied).ConfigureAwait(false);
            }

            // Another process may have been handed them.
            if (pending.Count > 0 && await QueueHandedAsync(connections, settlements, pending).ConfigureAwait(false))
            {
                await TellAsync(connections, settlements, pending, applied).ConfigureAwait(false);
            }
        }

        for (var i = 0; i < settlements.Count; i++)
        {
            handed.Settled(settlements[i].Delivery);
        }

        return applied;
    }

    /// <returns>Those to be told again.</returns>
    private static async ValueTask<List<int>> TellFirstAsync(
        StoreConnections connections, HandedTokens handed, IReadOnlyList<Settlement> settlements, int[] part, bool[] applied)
    {
        var (handedOver, queued) = (new List<int>(part.Length), new List<int>());
        var (delivered, others) = (new List<int>(), new List<int>());
        foreach (var i in part)
        {
            var isHanded = handed.Holds(settlements[i].Delivery);
            if (isHanded && HandedOutcomes.Fits(settlements[i]))
            {
                handedOver.Add(i);
                continue;
            }

            (DeliveredRows.Fits(settlements[i]) ? delivered : others).Add(i);
            if (isHanded)
            {
                queued.Add(i);
            }
        }

        if (handedOver.Count > 0)
        {
            delivered.AddRange(await TellHandedAsync(connections, handed, settlements, handedOver, applied).ConfigureAwait(false));
            delivered.Sort((one, other) => settlements[one].Delivery.DeliveryId.CompareTo(settlements[other].Delivery.DeliveryId));
        }

        if (queued.Count > 0)
        {
            await QueueHandedAsync(connections, settlements, queued).ConfigureAwait(false);
        }

        return (delivered.Count, others.Count) switch
        {
            (0, 0) => [],
            (_, 0) => await TellDeliveredAsync(connections, settlements, delivered, applied).ConfigureAwait(false),
            (0, _) => await TellAsync(connections, settlements, others, applied).ConfigureAwait(false),
            _ => await connections.RunTogetherAsync(
                async statements =>
                {
                    var late = await TellDeliveredAsync(statements, settlements, delivered, applied).ConfigureAwait(false);
                    return await TellAsync(statements, settlements, [.. others, .. late], applied).ConfigureAwait(false);
                },
                CancellationToken.None).ConfigureAwait(false),
        };
    }

    /// <returns>Whether any was found among what was handed over; then it is in the queue.</returns>
    private static async ValueTask<bool> QueueHandedAsync(StoreConnections connections, IReadOnlyList<Settlement> settlements, List<int> chosen) =>
        await HandedRows.QueueAsync(
            connections,
            chosen.Select(i => settlements[i].Delivery.LeaseToken),
            [.. chosen.Select(i => settlements[i].Delivery.DeliveryId)]).ConfigureAwait(false) > 0;

    /// <returns>Those that are held no longer as they were handed over, of which nothing is recorded yet.</returns>
    private static async ValueTask<List<int>> TellHandedAsync(
        StoreConnections connections, HandedTokens handed, IReadOnlyList<Settlement> settlements, List<int> delivered, bool[] applied)
    {
        var ended = handed.TakeEnded();
        var rows = new HandedOutcomes(settlements, delivered, handed, ended);
        try
        {
            var answer = await connections.ListAsync(
                Query.SettleHanded, parameters => rows.Bind(parameters, connections.LockTimeout), ReadApplied, CancellationToken.None).ConfigureAwait(false);
            return Apply(settlements, delivered, answer[0], applied);
        }
        catch (InvalidOperationException exception) when (StoreTroubles.IsTaken(exception))
        {
            // Told before, and then the connection broke. That is so rare that the others go the way of any delivery, too.
            handed.GiveBack(ended);
            await QueueHandedAsync(connections, settlements, delivered).ConfigureAwait(false);
            return delivered;
        }
    }

    /// <returns>Those that were not found in the queue as they were claimed, of which nothing is recorded yet.</returns>
    private static async ValueTask<List<int>> TellDeliveredAsync(IStatements statements, IReadOnlyList<Settlement> settlements, List<int> delivered, bool[] applied)
    {
        var rows = new DeliveredRows([.. delivered.Select(i => settlements[i])]);
        var answer = await statements.ListAsync(
            Query.SettleDelivered, parameters => rows.Bind(parameters, statements.LockTimeout), ReadApplied, CancellationToken.None).ConfigureAwait(false);
        return Apply(settlements, delivered, answer[0], applied);
    }

    private static (long Count, long[]? Ids) ReadApplied(Npgsql.NpgsqlDataReader row) => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<long[]>(1));

    /// <returns>Those that were not applied.</returns>
    private static List<int> Apply(IReadOnlyList<Settlement> settlements, List<int> told, (long Count, long[]? Ids) answer, bool[] applied)
    {
        var some = answer.Count == told.Count ? null : new HashSet<long>(answer.Ids ?? []);
        var late = new List<int>();
        foreach (var i in told)
        {
            applied[i] = some is null || some.Contains(settlements[i].Delivery.DeliveryId);
            if (!applied[i])
            {
                late.Add(i);
            }
        }

        return late;
    }

    /// <returns>Those to be told again.</returns>
    private static async ValueTask<List<int>> TellAsync(IStatements statements, IReadOnlyList<Settlement> settlements, List<int> pending, bool[] applied)
    {
        var rows = new SettlementRows([.. pending.Select(i => settlements[i])]);
        var verdicts = await statements.ListAsync(
            Query.Settle, parameters => rows.Bind(parameters, statements.LockTimeout), row => (Index: pending[(int)row.GetInt64(0) - 1], Verdict: row.GetInt32(1)), CancellationToken.None)
            .ConfigureAwait(false);
        foreach (var (index, verdict) in verdicts)
        {
            applied[index] = verdict > 0;
        }

        return [.. verdicts.Where(one => one.Verdict < 0).Select(one => one.Index)];
    }

    /// <summary>
    /// Splits the outcomes so that no part has two of one delivery: what a statement does to a row twice is not defined. Each part is by
    /// delivery, so that two processes which settle the same ones do not wait for each other.
    /// </summary>
    private static List<int[]> Part(IReadOnlyList<Settlement> settlements)
    {
        var parts = new List<int[]>();
        var rest = Enumerable.Range(0, settlements.Count).ToArray();
        while (rest.Length > 0)
        {
            var part = rest.DistinctBy(i => settlements[i].Delivery.DeliveryId).OrderBy(i => settlements[i].Delivery.DeliveryId).ToArray();
            parts.Add(part);
            rest = part.Length == rest.Length ? [] : [.. rest.Except(part)];
        }

        return parts;
    }
}
