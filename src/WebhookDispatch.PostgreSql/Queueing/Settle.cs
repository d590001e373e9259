using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Applies outcomes, fenced by token and epoch, all in one statement.</summary>
internal static class Settle
{
    // A delivery that another transaction moves while the statement looks is found at the second look. What is not, never was.
    private const int MostLooks = 3;

    internal static async ValueTask<IReadOnlyList<bool>> RunAsync(
        IStatements statements, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var applied = new bool[settlements.Count];
        foreach (var part in Part(settlements))
        {
            var pending = part;
            for (var looks = 0; looks < MostLooks && pending.Length > 0; looks++)
            {
                pending = await TellAsync(statements, settlements, pending, applied).ConfigureAwait(false);
            }
        }

        return applied;
    }

    /// <returns>Those to be told again.</returns>
    private static async ValueTask<int[]> TellAsync(IStatements statements, IReadOnlyList<Settlement> settlements, int[] pending, bool[] applied)
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
