using System.Globalization;
using Npgsql;
using WebhookDispatch.Events;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Takes what is due, endpoint by endpoint after the cursor, a few endpoints with one statement.</summary>
internal sealed class Claim
{
    private const int EndpointsAtOnce = 512;

    private readonly IStatements _statements;
    private readonly EndpointNumbers _endpoints;
    private readonly ClaimRequest _request;
    private readonly int[] _named;
    private readonly int[] _capacities;

    private Claim(IStatements statements, EndpointNumbers endpoints, ClaimRequest request, List<(int Number, int Capacity)> named)
    {
        _statements = statements;
        _endpoints = endpoints;
        _request = request;

        // The statement searches them by halves.
        named.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        (_named, _capacities) = (new int[named.Count], new int[named.Count]);
        for (var i = 0; i < named.Count; i++)
        {
            (_named[i], _capacities[i]) = named[i];
        }
    }

    internal static async ValueTask<ClaimResult> RunAsync(IStatements statements, EndpointNumbers endpoints, ClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var named = await endpoints.FindAsync(request.Capacity, cancellationToken).ConfigureAwait(false);
        return await new Claim(statements, endpoints, request, named).RunAsync().ConfigureAwait(false);
    }

    // From here on it is not given up: what was claimed and not handed to anybody would be held until its lease ends.
    private async ValueTask<ClaimResult> RunAsync()
    {
        var taken = await _statements.RunAsync(
            _request.FirstAttemptsOnly ? Query.ClaimFirstAttempts : Query.Claim, Bind, ReadAsync, CancellationToken.None).ConfigureAwait(false);
        await _endpoints.LearnAsync(taken.Rows.Select(row => row.Endpoint), CancellationToken.None).ConfigureAwait(false);
        var deliveries = new LeasedDelivery[taken.Rows.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            var (endpoint, delivery) = taken.Rows[i];
            deliveries[i] = delivery.EndpointId.Length > 0 ? delivery : delivery with { EndpointId = _endpoints.IdOf(endpoint) };
        }

        var after = taken.IsFull && deliveries.Length > 0 ? taken.Rows[^1].Endpoint : taken.CutAfter;
        return after is { } cursor
            ? new ClaimResult(deliveries, cursor.ToString(CultureInfo.InvariantCulture), null)
            : new ClaimResult(deliveries, null, await FindNextDueAsync().ConfigureAwait(false));
    }

    private void Bind(NpgsqlCommand command)
    {
        _ = int.TryParse(_request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        command.Int(after).Int(EndpointsAtOnce).Ints(_named).Ints(_capacities).Int(_request.DefaultCapacity).Int(_request.MaxDeliveries).Long(Length.Of(_request.Lease));
    }

    private async ValueTask<TakenRows> ReadAsync(NpgsqlDataReader row)
    {
        var rows = new List<(int Endpoint, LeasedDelivery Delivery)>();
        var events = new Dictionary<long, WebhookEvent>();
        var (isFull, cutAfter) = (false, (int?)null);
        while (await row.ReadAsync().ConfigureAwait(false))
        {
            (isFull, cutAfter) = (row.GetBoolean(0), row.IntOrNull(1));
            if (!row.IsDBNull(2))
            {
                rows.Add((row.GetInt32(3), Read(row, events)));
            }
        }

        return new TakenRows(rows, isFull, cutAfter);
    }

    private LeasedDelivery Read(NpgsqlDataReader row, Dictionary<long, WebhookEvent> events)
    {
        // Many deliveries of one claim may be of one event, each to another endpoint.
        var number = row.GetInt64(9);
        if (!events.TryGetValue(number, out var webhookEvent))
        {
            webhookEvent = WebhookEvent.FromStore(row.GetString(11), row.GetString(12), row.Instant(13), row.Bytes(15), row.GetString(14));
            events.Add(number, webhookEvent);
        }

        var expiresIn = row.LongOrNull(8);
        return new LeasedDelivery
        {
            DeliveryId = row.GetInt64(2),
            EndpointId = _endpoints.FindId(row.GetInt32(3)) ?? "",
            Event = webhookEvent,
            Tenant = row.GetString(10),
            Attempts = row.GetInt32(4),
            Claims = row.GetInt32(5),
            Epoch = row.GetInt32(6),
            LeaseToken = row.GetInt64(7),
            Expired = expiresIn <= 0,
            ExpiresIn = expiresIn is { } left ? Length.ToTimeSpan(Math.Max(0, left)) : null,
        };
    }

    private async ValueTask<TimeSpan?> FindNextDueAsync()
    {
        var next = await _statements.ListAsync(
            Query.FindNextDue,
            command => command.Ints(_named).Ints(_capacities).Int(_request.DefaultCapacity).Bool(_request.FirstAttemptsOnly),
            row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0),
            CancellationToken.None).ConfigureAwait(false);
        return next is [{ } seconds] ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
    }
}
