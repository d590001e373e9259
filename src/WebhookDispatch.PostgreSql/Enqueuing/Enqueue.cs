using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>Stores events with their deliveries, all in one statement; then looks up what stood in the way of the others.</summary>
internal sealed class Enqueue(EndpointNumbers endpoints, HandedTokens handed)
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
        if (!AreKnown(added))
        {
            await endpoints.AddAsync(statements, added.SelectMany(one => one.Event.Deliveries).Select(delivery => delivery.EndpointId), cancellationToken).ConfigureAwait(false);
        }

        return await StorePlainAsync(statements, added, cancellationToken).ConfigureAwait(false) is { } plain
            ? plain
            : await StoreAnyAsync(statements, added, cancellationToken).ConfigureAwait(false);
    }

    private bool AreKnown(IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added)
    {
        for (var i = 0; i < added.Count; i++)
        {
            var deliveries = added[i].Event.Deliveries;
            for (var j = 0; j < deliveries.Count; j++)
            {
                if (!endpoints.Knows(deliveries[j].EndpointId))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <returns><see langword="null"/> when they are not such events, or one of them is stored already; then nothing was stored.</returns>
    private async ValueTask<EnqueueResult[]?> StorePlainAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, CancellationToken cancellationToken)
    {
        if (added.Count == 0 || !statements.MayFail || IsCareful() || !PlainRows.TryMake(added, endpoints, out var rows))
        {
            return null;
        }

        try
        {
            var (token, numbers) = (await statements.ListAsync(
                rows.Query,
                parameters => rows.Bind(parameters, statements.LockTimeout),
                static row => (row.GetInt64(0), row.GetFieldValue<long[]>(1)),
                cancellationToken).ConfigureAwait(false))[0];
            if (rows.AreHeld)
            {
                handed.Add(token, Array.ConvertAll(numbers, static number => number * MostDeliveries));
            }

            var results = new EnqueueResult[numbers.Length];
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = Describe(added[i].Event, numbers[i], token);
            }

            return results;
        }
        catch (InvalidOperationException exception) when (StoreTroubles.IsTaken(exception))
        {
            Volatile.Write(ref _careful, CarefulGroups);
            return null;
        }
    }

    private bool IsCareful() => Volatile.Read(ref _careful) > 0 && Interlocked.Decrement(ref _careful) >= 0;

    private async ValueTask<IReadOnlyList<EnqueueResult>> StoreAnyAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, CancellationToken cancellationToken)
    {
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
        var stored = await StoreNewAsync(statements, [.. pending.Select(i => added[i])], cancellationToken).ConfigureAwait(false);
        foreach (var (ordinal, number, token) in stored)
        {
            var i = pending[(int)ordinal - 1];
            results[i] = Describe(added[i].Event, number, token);
        }

        await DeliveredAttempts.StoreAsync(statements, stored.Select(row => (added[pending[(int)row.Ordinal - 1]].Event, row.Number * MostDeliveries)), cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<List<(long Ordinal, long Number, long Token)>> StoreNewAsync(
        IStatements statements, IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, CancellationToken cancellationToken)
    {
        var rows = new EventRows(added, endpoints);
        return statements.ListAsync(Query.Enqueue, parameters => rows.BindAll(parameters, statements.LockTimeout), ReadStored, cancellationToken);
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
        var deliveries = added.Deliveries;
        if (deliveries.Count == 1)
        {
            return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, 1, deliveries[0].Leased ? [Hold(added, 0, number, token)] : []);
        }

        var leased = new List<LeasedDelivery>();
        for (var i = 0; i < deliveries.Count; i++)
        {
            if (deliveries[i].Leased)
            {
                leased.Add(Hold(added, i, number, token));
            }
        }

        return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, deliveries.Count, leased);
    }

    private static LeasedDelivery Hold(NewEvent added, int position, long number, long token) => new()
    {
        DeliveryId = (number * MostDeliveries) + position,
        EndpointId = added.Deliveries[position].EndpointId,
        Event = added.Event,
        Tenant = added.Tenant,
        Attempts = 0,
        Claims = 1,
        Epoch = 0,
        LeaseToken = token,
        Expired = added.ExpiresIn <= TimeSpan.Zero,
        ExpiresIn = added.ExpiresIn,
    };

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
