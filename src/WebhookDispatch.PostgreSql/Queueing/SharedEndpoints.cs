using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>
/// The endpoints of a claim of which all processes together may hold only so many. Each is locked while its held deliveries are
/// counted and others taken: two claims at once would otherwise each find room for the same one.
/// </summary>
internal sealed class SharedEndpoints
{
    private readonly StoreConnections _connections;
    private readonly ClaimRequest _request;
    private readonly List<(int Number, Terms Terms)> _endpoints;
    private HashSet<int> _locked = [];

    private SharedEndpoints(StoreConnections connections, ClaimRequest request, List<(int Number, Terms Terms)> endpoints)
    {
        _connections = connections;
        _request = request;
        _endpoints = endpoints;
    }

    internal static async ValueTask<SharedEndpoints> FindAsync(
        StoreConnections connections, EndpointNumbers endpoints, ClaimRequest request, CancellationToken cancellationToken)
    {
        var terms = new Dictionary<string, Terms>(StringComparer.Ordinal);
        foreach (var id in request.Ordered.Concat(request.MaxHeld.Keys))
        {
            var isOrdered = request.Ordered.Contains(id);
            terms[id] = new Terms(request.Capacity.GetValueOrDefault(id, request.DefaultCapacity), isOrdered ? 1 : request.MaxHeld[id], isOrdered);
        }

        var found = terms.Count == 0 ? [] : await endpoints.FindAsync(terms, cancellationToken).ConfigureAwait(false);
        return new SharedEndpoints(connections, request, [.. found.Where(one => one.Value.Capacity > 0)]);
    }

    /// <summary>Takes what may be taken, of those at which nobody else is claiming just now.</summary>
    internal ValueTask<TakenRows> ClaimAsync(int limit) =>
        limit <= 0 || _endpoints.Count == 0 ? ValueTask.FromResult(TakenRows.None) : _connections.RunTogetherAsync(
            async statements =>
            {
                var locked = await statements.ListAsync(
                    Query.LockShared, parameters => parameters.Ints([.. _endpoints.Select(one => one.Number)]), row => row.GetInt32(0), CancellationToken.None).ConfigureAwait(false);
                _locked = [.. locked];
                List<(int Number, Terms Terms)> own = [.. _endpoints.Where(one => _locked.Contains(one.Number))];
                return own.Count == 0 ? TakenRows.None : await statements.RunAsync(
                    Query.ClaimShared,
                    parameters => parameters
                        .Ints([.. own.Select(one => one.Number)]).Ints([.. own.Select(one => one.Terms.Capacity)])
                        .Ints([.. own.Select(one => one.Terms.MaxHeld)]).Bools([.. own.Select(one => one.Terms.IsOrdered)])
                        .Bool(_request.FirstAttemptsOnly).Int(limit).Long(Length.Of(_request.Lease)),
                    TakenRows.ReadAsync,
                    CancellationToken.None).ConfigureAwait(false);
            },
            CancellationToken.None);

    /// <summary>When there is more. One that another process had locked is left to it, and to the next poll: asking again at once would find it locked still.</summary>
    internal async ValueTask<double?> FindNextDueAsync()
    {
        List<(int Number, Terms Terms)> own = [.. _endpoints.Where(one => _locked.Contains(one.Number))];
        if (own.Count == 0)
        {
            return null;
        }

        var next = await _connections.ListAsync(
            Query.FindNextShared,
            parameters => parameters
                .Ints([.. own.Select(one => one.Number)]).Ints([.. own.Select(one => one.Terms.MaxHeld)])
                .Bools([.. own.Select(one => one.Terms.IsOrdered)]).Bool(_request.FirstAttemptsOnly),
            row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0),
            CancellationToken.None).ConfigureAwait(false);
        return next[0];
    }

    private readonly record struct Terms(int Capacity, int MaxHeld, bool IsOrdered);
}
