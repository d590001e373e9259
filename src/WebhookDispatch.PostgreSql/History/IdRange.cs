using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.History;

/// <summary>The delivery ids a filter leaves, both ends included. It only narrows the search: numbers rise with time, but not to the moment.</summary>
internal readonly record struct IdRange(long First, long Last)
{
    // Longer than any statement that stores events may take.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    internal static async ValueTask<IdRange> OfAsync(
        IStatements statements, DeliveryFilter filter, long after, long before, CancellationToken cancellationToken)
    {
        var (first, last) = (after + 1, before - 1);
        if (filter.DeliveryId is { } id)
        {
            (first, last) = (Math.Max(first, id), Math.Min(last, id));
        }

        if (filter.From is { } from && from > DateTimeOffset.MinValue + Slack)
        {
            first = Math.Max(first, await FirstIdAsync(statements, from - Slack, cancellationToken).ConfigureAwait(false));
        }

        if (filter.Until is { } until && until < DateTimeOffset.MaxValue - Slack)
        {
            last = Math.Min(last, await FirstIdAsync(statements, until + Slack, cancellationToken).ConfigureAwait(false) - 1);
        }

        return new IdRange(first, last);
    }

    // The number it answers is beyond the newest when nothing is that young, but an event may be stored before the list is read.
    private static async ValueTask<long> FirstIdAsync(IStatements statements, DateTimeOffset instant, CancellationToken cancellationToken) =>
        (await statements.ListAsync(Query.FindFirstNumber, parameters => parameters.Instant(instant), row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0]
        * Enqueuing.Enqueue.MostDeliveries;
}
