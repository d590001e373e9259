using System.Collections.Concurrent;
using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql.Endpoints;

/// <summary>The small number of each endpoint, and its id again. A number is given once and never changes, so what is known stays true.</summary>
internal sealed class EndpointNumbers(StoreConnections connections, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _ids = new();
    private readonly ConcurrentDictionary<string, long> _unknownSince = new(StringComparer.Ordinal);

    internal int Of(string endpointId) => _numbers[endpointId];

    internal bool Knows(string endpointId) => _numbers.ContainsKey(endpointId);

    internal string IdOf(int number) => _ids[number];

    /// <summary>Gives a number to each that has none, outside any transaction of the caller's: it is as good if that one is rolled back.</summary>
    internal async ValueTask AddAsync(IStatements caller, IEnumerable<string> endpointIds, CancellationToken cancellationToken)
    {
        if (Unknown(endpointIds) is { Length: > 0 } ids && !ReferenceEquals(caller, connections))
        {
            // On the caller's own connection, because there may be no other: callers that hold all of them, in transactions that wait
            // for one more, would wait for each other.
            await LearnAsync(caller, Query.FindEndpointNumbers, parameters => parameters.Texts(ids), cancellationToken).ConfigureAwait(false);
        }

        if (Unknown(endpointIds) is { Length: > 0 } missing)
        {
            await connections.ChangeAsync(Query.AddEndpoints, parameters => parameters.Texts(missing), cancellationToken).ConfigureAwait(false);
            await LearnAsync(missing, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The number of each that has one. Whoever had none a moment ago is not asked for again.</summary>
    internal async ValueTask<List<(int Number, TValue Value)>> FindAsync<TValue>(IReadOnlyDictionary<string, TValue> byId, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetTimestamp();
        string[] missing = [.. byId.Keys.Where(id => !_numbers.ContainsKey(id) && !WasUnknown(id, now))];
        if (missing.Length > 0)
        {
            await LearnAsync(missing, cancellationToken).ConfigureAwait(false);
            foreach (var id in missing.Where(id => !_numbers.ContainsKey(id)))
            {
                _unknownSince[id] = now;
            }
        }

        var found = new List<(int Number, TValue Value)>(byId.Count);
        foreach (var (id, value) in byId)
        {
            if (_numbers.TryGetValue(id, out var number))
            {
                found.Add((number, value));
            }
        }

        return found;
    }

    /// <summary>Learns the ids of numbers that another process has given.</summary>
    internal async ValueTask LearnAsync(IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        int[] missing = [.. numbers.Where(number => !_ids.ContainsKey(number)).Distinct()];
        if (missing.Length > 0)
        {
            await LearnAsync(connections, Query.FindEndpointIds, parameters => parameters.Ints(missing), cancellationToken).ConfigureAwait(false);
        }
    }

    // In one order, so that two who add the same do not wait for each other.
    private string[] Unknown(IEnumerable<string> endpointIds) =>
        [.. endpointIds.Where(id => !_numbers.ContainsKey(id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private ValueTask LearnAsync(string[] ids, CancellationToken cancellationToken) =>
        LearnAsync(connections, Query.FindEndpointNumbers, parameters => parameters.Texts(ids), cancellationToken);

    private async ValueTask LearnAsync(IStatements statements, Query query, Action<Npgsql.NpgsqlParameterCollection> bind, CancellationToken cancellationToken)
    {
        foreach (var (number, id) in await statements.ListAsync(query, bind, row => (row.GetInt32(0), row.GetString(1)), cancellationToken).ConfigureAwait(false))
        {
            _numbers[id] = number;
            _ids[number] = id;
            _unknownSince.TryRemove(id, out _);
        }
    }

    private bool WasUnknown(string id, long now) =>
        _unknownSince.TryGetValue(id, out var since) && now - since < timeProvider.TimestampFrequency;
}
