using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>Stores events with their deliveries, all in one statement; then looks up what stood in the way of the others.</summary>
internal sealed class Enqueue(EndpointNumbers endpoints)
{
    /// <summary>How many deliveries an event can have: as many ids as there are between two events'.</summary>
    internal const int MostDeliveries = 100_000;

    // Each time that an event is neither new nor stored it was forgotten just then.
    private const int MostTries = 5;

    // Whoever publishes an event twice is likely to do so again soon, and each time costs the whole group a second statement.
    private const int CarefulGroups = 32;

    private int _careful;

    /// <param name="statements">What the statements are run on: each by itself, or all in the caller's transaction.</param>
    /// <param name="added">The events, each with how long its leased deliveries are held.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    internal async ValueTask<IReadOnlyList<EnqueueResult>> RunAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, CancellationToken cancellationToken)
    {
        ThrowIfTooMany(added);
        await endpoints.AddAsync(added.SelectMany(one => one.Event.Deliveries).Select(delivery => delivery.EndpointId), cancellationToken).ConfigureAwait(false);
        var results = new EnqueueResult?[added.Count];
        var pending = Enumerable.Range(0, added.Count).ToList();
        for (var tries = 0; pending.Count > 0; tries++)
        {
            if (tries == MostTries)
            {
                throw new InvalidOperationException($"Event '{added[pending[0]].Event.Event.Id}' is neither new nor stored.");
            }

            await StoreAsync(statements, added, pending, results, cancellationToken).ConfigureAwait(false);
            pending.RemoveAll(i => results[i] is not null);
            if (pending.Count > 0)
            {
                await FindAsync(statements, added, pending, results, cancellationToken).ConfigureAwait(false);
                pending.RemoveAll(i => results[i] is not null);
            }
        }

        return results!;
    }

    private async ValueTask StoreAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, List<int> pending, EnqueueResult?[] results, CancellationToken cancellationToken)
    {
        var stored = (pending.Count == added.Count ? await StorePlainAsync(statements, added, cancellationToken).ConfigureAwait(false) : null)
            ?? await StoreNewAsync(statements, [.. pending.Select(i => added[i])], cancellationToken).ConfigureAwait(false);
        foreach (var (ordinal, number, token) in stored)
        {
            var i = pending[(int)ordinal - 1];
            results[i] = Describe(added[i].Event, number, token);
        }

        await DeliveredAttempts.StoreAsync(statements, stored.Select(row => (added[pending[(int)row.Ordinal - 1]].Event, row.Number * MostDeliveries)), cancellationToken).ConfigureAwait(false);
    }

    /// <returns><see langword="null"/> when they are not such events, or one of them is stored already; then nothing was stored.</returns>
    private async ValueTask<List<(long Ordinal, long Number, long Token)>?> StorePlainAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, CancellationToken cancellationToken)
    {
        if (!statements.MayFail || IsCareful() || !PlainRows.TryMake(added, endpoints, out var rows))
        {
            return null;
        }

        try
        {
            return await statements.ListAsync(
                Query.EnqueuePlain, command => rows.Bind(command, statements.LockTimeout), ReadStored, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception) when (StoreTroubles.IsTaken(exception))
        {
            Volatile.Write(ref _careful, CarefulGroups);
            return null;
        }
    }

    private bool IsCareful() => Volatile.Read(ref _careful) > 0 && Interlocked.Decrement(ref _careful) >= 0;

    private ValueTask<List<(long Ordinal, long Number, long Token)>> StoreNewAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, CancellationToken cancellationToken)
    {
        var rows = new EventRows(added, endpoints);
        return statements.ListAsync(Query.Enqueue, command => rows.BindAll(command, statements.LockTimeout), ReadStored, cancellationToken);
    }

    private static (long Ordinal, long Number, long Token) ReadStored(Npgsql.NpgsqlDataReader row) => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));

    private async ValueTask FindAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, List<int> pending, EnqueueResult?[] results, CancellationToken cancellationToken)
    {
        var rows = new EventRows([.. pending.Select(i => added[i])], endpoints);
        var found = await statements.ListAsync(
            Query.FindStored,
            rows.BindIdentities,
            row => (Ordinal: row.GetInt64(0), EventId: row.GetString(1), IsSame: row.GetBoolean(2), ByKey: row.GetBoolean(3), Deliveries: (int)row.GetInt64(4)),
            cancellationToken).ConfigureAwait(false);
        foreach (var (ordinal, eventId, isSame, byKey, deliveries) in found)
        {
            var status = isSame ? EnqueueStatus.Duplicate : byKey ? EnqueueStatus.KeyClash : EnqueueStatus.IdClash;
            results[pending[(int)ordinal - 1]] = new EnqueueResult(status, eventId, deliveries, []);
        }
    }

    private static EnqueueResult Describe(NewEvent added, long number, long token)
    {
        var leased = new List<LeasedDelivery>();
        for (var i = 0; i < added.Deliveries.Count; i++)
        {
            if (added.Deliveries[i].Leased)
            {
                leased.Add(new LeasedDelivery
                {
                    DeliveryId = (number * MostDeliveries) + i,
                    EndpointId = added.Deliveries[i].EndpointId,
                    Event = added.Event,
                    Tenant = added.Tenant,
                    Attempts = 0,
                    Claims = 1,
                    Epoch = 0,
                    LeaseToken = token,
                    Expired = added.ExpiresIn <= TimeSpan.Zero,
                    ExpiresIn = added.ExpiresIn,
                });
            }
        }

        return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, added.Deliveries.Count, leased);
    }

    private static void ThrowIfTooMany(IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added)
    {
        foreach (var (one, _) in added)
        {
            if (one.Deliveries.Count > MostDeliveries)
            {
                throw new ArgumentException(
                    $"Event '{one.Event.Id}' has {one.Deliveries.Count} deliveries; a PostgreSQL store takes {MostDeliveries} for one event. Publish it to parts of the endpoints.", nameof(added));
            }
        }
    }
}
