using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Applies outcomes, fenced by token and epoch: all in one statement, or in two of one transaction.</summary>
internal static class Settle
{
    // A delivery that another transaction moves while the statement looks is found at the second look. What is not, never was.
    private const int MostLooks = 3;

    internal static async ValueTask<IReadOnlyList<bool>> RunAsync(
        StoreConnections connections, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var applied = new bool[settlements.Count];
        foreach (var part in Part(settlements))
        {
            var pending = await TellFirstAsync(connections, settlements, part, applied).ConfigureAwait(false);
            for (var looks = 1; looks < MostLooks && pending.Count > 0; looks++)
            {
                pending = await TellAsync(connections, settlements, pending, applied).ConfigureAwait(false);
            }
        }

        return applied;
    }

    /// <returns>Those to be told again.</returns>
    private static async ValueTask<List<int>> TellFirstAsync(StoreConnections connections, IReadOnlyList<Settlement> settlements, int[] part, bool[] applied)
    {
        var delivered = new List<int>(part.Length);
        var others = new List<int>();
        foreach (var i in part)
        {
            (DeliveredRows.Fits(settlements[i]) ? delivered : others).Add(i);
        }

        return (delivered.Count, others.Count) switch
        {
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

    /// <returns>Those that were not found in the queue as they were claimed, of which nothing is recorded yet.</returns>
    private static async ValueTask<List<int>> TellDeliveredAsync(IStatements statements, IReadOnlyList<Settlement> settlements, List<int> delivered, bool[] applied)
    {
        var rows = new DeliveredRows([.. delivered.Select(i => settlements[i])]);
        var answer = await statements.ListAsync(
            Query.SettleDelivered, command => rows.Bind(command, statements.LockTimeout),
            row => row.GetInt64(0) == delivered.Count ? null : row.IsDBNull(1) ? [] : row.GetFieldValue<long[]>(1), CancellationToken.None).ConfigureAwait(false);
        var some = answer[0] is { } ids ? new HashSet<long>(ids) : null;
        var late = new List<int>();
        foreach (var i in delivered)
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
            Query.Settle, command => rows.Bind(command, statements.LockTimeout), row => (Index: pending[(int)row.GetInt64(0) - 1], Verdict: row.GetInt32(1)), CancellationToken.None)
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
