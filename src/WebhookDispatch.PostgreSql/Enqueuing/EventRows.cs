using System.Runtime.InteropServices;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>Events and their deliveries, column by column.</summary>
internal sealed class EventRows
{
    private readonly string[] _tenants;
    private readonly string[] _eventIds;
    private readonly string[] _types;
    private readonly string[] _contentTypes;
    private readonly string?[] _keys;
    private readonly DateTime?[] _occurredAt;
    private readonly long[] _dueIn;
    private readonly long?[] _expiresIn;
    private readonly int[] _deliveries;
    private readonly byte[][] _bodies;
    private readonly string?[] _headerLines;
    private readonly long[] _events;
    private readonly int[] _positions;
    private readonly int[] _endpoints;
    private readonly long?[] _leases;
    private readonly int?[] _attempts;

    internal EventRows(IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, EndpointNumbers endpoints)
    {
        var count = added.Count;
        (_tenants, _eventIds, _types, _contentTypes, _keys) = (new string[count], new string[count], new string[count], new string[count], new string?[count]);
        (_occurredAt, _dueIn, _expiresIn, _deliveries, _bodies) = (new DateTime?[count], new long[count], new long?[count], new int[count], new byte[count][]);
        _headerLines = new string?[count];
        var deliveries = added.Sum(one => one.Event.Deliveries.Count);
        (_events, _positions, _endpoints, _leases, _attempts) = (new long[deliveries], new int[deliveries], new int[deliveries], new long?[deliveries], new int?[deliveries]);
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            var (one, lease) = added[i];
            Set(i, one);
            for (var j = 0; j < one.Deliveries.Count; j++, next++)
            {
                (_events[next], _positions[next], _endpoints[next]) = (i + 1, j, endpoints.Of(one.Deliveries[j].EndpointId));
                _leases[next] = one.Deliveries[j].Leased ? Length.Of(lease) : null;
                _attempts[next] = one.Deliveries[j] is { Delivered: true, Attempt: var attempt } ? (attempt is null ? 0 : 1) : null;
            }
        }
    }

    /// <summary>For <see cref="Query.Enqueue"/>.</summary>
    internal void BindAll(NpgsqlParameterCollection parameters, string? lockTimeout) => parameters
        .Texts(_tenants).Texts(_eventIds).Texts(_types).Texts(_contentTypes).Texts(_keys).Instants(_occurredAt).Longs(_dueIn).Longs(_expiresIn)
        .Ints(_deliveries).Bodies(_bodies).Texts(_headerLines).Longs(_events).Ints(_positions).Ints(_endpoints).Longs(_leases).Ints(_attempts).Text(lockTimeout);

    /// <summary>For <see cref="Query.FindStored"/>.</summary>
    internal void BindIdentities(NpgsqlParameterCollection parameters) =>
        parameters.Texts(_tenants).Texts(_eventIds).Texts(_keys).Texts(_types).Bodies(_bodies);

    private void Set(int i, NewEvent one)
    {
        (_tenants[i], _eventIds[i], _types[i], _contentTypes[i], _keys[i]) = (one.Tenant, one.Event.Id, one.Event.Type, one.Event.ContentType, one.IdempotencyKey);
        (_occurredAt[i], _dueIn[i], _expiresIn[i]) = (one.Event.Timestamp.UtcDateTime, Length.Of(one.DueIn), Length.Of(one.ExpiresIn));
        (_deliveries[i], _bodies[i], _headerLines[i]) = (one.Deliveries.Count, Bytes(one.Event.Body), one.Event.HeaderLines);
    }

    // An array of arrays is what is sent; a body that is a whole array already is not copied.
    internal static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : body.ToArray();
}
