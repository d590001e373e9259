using System.Globalization;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Takes what is due, endpoint by endpoint after the cursor, a few endpoints with one statement.</summary>
internal sealed class Claim
{
    private const int EndpointsAtOnce = 512;

    private readonly StoreConnections _connections;
    private readonly EndpointNumbers _endpoints;
    private readonly HandedTokens _handed;
    private readonly ClaimRequest _request;
    private readonly int[] _named;
    private readonly int[] _capacities;
    private readonly SharedEndpoints _shared;

    private Claim(
        StoreConnections connections, EndpointNumbers endpoints, HandedTokens handed, ClaimRequest request, List<(int Number, int Capacity)> named, SharedEndpoints shared)
    {
        _connections = connections;
        _endpoints = endpoints;
        _handed = handed;
        _request = request;
        _shared = shared;

        // The statement searches them by halves.
        named.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        (_named, _capacities) = (new int[named.Count], new int[named.Count]);
        for (var i = 0; i < named.Count; i++)
        {
            (_named[i], _capacities[i]) = named[i];
        }
    }

    internal static async ValueTask<ClaimResult> RunAsync(
        StoreConnections connections, EndpointNumbers endpoints, LapsedHanded lapsed, HandedTokens handed, ClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await lapsed.QueueAsync().ConfigureAwait(false);
        var named = await endpoints.FindAsync(WithoutShared(request), cancellationToken).ConfigureAwait(false);
        var shared = await SharedEndpoints.FindAsync(connections, endpoints, request, cancellationToken).ConfigureAwait(false);
        return await new Claim(connections, endpoints, handed, request, named, shared).RunAsync().ConfigureAwait(false);
    }

    // Those that all processes count together are claimed by themselves.
    private static IReadOnlyDictionary<string, int> WithoutShared(ClaimRequest request)
    {
        if (request.Ordered.Count == 0 && request.MaxHeld.Count == 0)
        {
            return request.Capacity;
        }

        var capacity = new Dictionary<string, int>(request.Capacity, StringComparer.Ordinal);
        foreach (var id in request.Ordered.Concat(request.MaxHeld.Keys))
        {
            capacity[id] = 0;
        }

        return capacity;
    }

    // From here on it is not given up: what was claimed and not handed to anybody would be held until its lease ends.
    private async ValueTask<ClaimResult> RunAsync()
    {
        var taken = await _connections.RunAsync(
            _request.FirstAttemptsOnly ? Query.ClaimFirstAttempts : Query.Claim, Bind, TakenRows.ReadAsync, CancellationToken.None).ConfigureAwait(false);
        var after = taken.IsFull && taken.Rows.Count > 0 ? taken.Rows[^1].Endpoint : taken.CutAfter;
        var shared = await _shared.ClaimAsync(_request.MaxDeliveries - taken.Rows.Count).ConfigureAwait(false);
        taken.Rows.AddRange(shared.Rows);
        if (taken.Lost.Count + shared.Lost.Count > 0)
        {
            await Settle.RunAsync(_connections, _handed, [.. taken.Lost, .. shared.Lost], CancellationToken.None).ConfigureAwait(false);
        }

        await _endpoints.LearnAsync(taken.Rows.Select(row => row.Endpoint), CancellationToken.None).ConfigureAwait(false);
        var deliveries = new LeasedDelivery[taken.Rows.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = taken.Rows[i].Delivery with { EndpointId = _endpoints.IdOf(taken.Rows[i].Endpoint) };
        }

        return after is { } cursor
            ? new ClaimResult(deliveries, cursor.ToString(CultureInfo.InvariantCulture), null)
            : new ClaimResult(deliveries, null, await FindNextDueAsync().ConfigureAwait(false));
    }

    private void Bind(NpgsqlParameterCollection parameters)
    {
        _ = int.TryParse(_request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        parameters.Int(after).Int(EndpointsAtOnce).Ints(_named).Ints(_capacities).Int(_request.DefaultCapacity).Int(_request.MaxDeliveries).Long(Length.Of(_request.Lease));
    }

    private async ValueTask<TimeSpan?> FindNextDueAsync()
    {
        var next = await _connections.ListAsync(
            Query.FindNextDue,
            parameters => parameters.Ints(_named).Ints(_capacities).Int(_request.DefaultCapacity).Bool(_request.FirstAttemptsOnly),
            row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0),
            CancellationToken.None).ConfigureAwait(false);
        var seconds = Earlier(next[0], await _shared.FindNextDueAsync().ConfigureAwait(false));
        return seconds is { } wait ? TimeSpan.FromSeconds(Math.Max(0, wait)) : null;
    }

    private static double? Earlier(double? one, double? other) => other is null || one < other ? one : other;
}
