using System.Diagnostics.CodeAnalysis;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>
/// Events as most are, column by column: one delivery each, due at once, no key and no end. What they have in common is told once, and
/// no row has to be joined to another: the server needs little more than half of the time for them.
/// </summary>
internal sealed class PlainRows
{
    private readonly string[] _tenants;
    private readonly string?[] _headerLines;
    private readonly string[] _eventIds;
    private readonly string[] _types;
    private readonly DateTime[] _occurredAt;
    private readonly byte[][] _bodies;
    private readonly int[] _endpoints;
    private readonly string _contentType;
    private readonly bool _isTogether;
    private readonly long? _lease;

    private PlainRows(IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, EndpointNumbers endpoints)
    {
        var count = added.Count;
        (_eventIds, _types, _occurredAt) = (new string[count], new string[count], new DateTime[count]);
        (_bodies, _endpoints) = (new byte[count][], new int[count]);
        _tenants = Have(added, static one => one.Tenant.Length > 0) ? new string[count] : [];
        _headerLines = Have(added, static one => one.Event.HeaderLines is not null) ? new string?[count] : [];
        _contentType = added[0].Event.Event.ContentType;
        var first = added[0].Event.Deliveries[0];
        (_isTogether, _lease) = (first.Leased || first.AnyOrder, first.Leased ? Length.Of(added[0].Lease) : null);
        for (var i = 0; i < count; i++)
        {
            var one = added[i].Event;
            (_eventIds[i], _types[i], _occurredAt[i]) = (one.Event.Id, one.Event.Type, one.Event.Timestamp.UtcDateTime);
            (_bodies[i], _endpoints[i]) = (EventRows.Bytes(one.Event.Body), endpoints.Of(one.Deliveries[0].EndpointId));
            if (_tenants.Length > 0)
            {
                _tenants[i] = one.Tenant;
            }

            if (_headerLines.Length > 0)
            {
                _headerLines[i] = one.Event.HeaderLines;
            }
        }
    }

    /// <returns>Whether all of them are such events.</returns>
    internal static bool TryMake(IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, EndpointNumbers endpoints, [NotNullWhen(true)] out PlainRows? rows)
    {
        rows = null;
        for (var i = 0; i < added.Count; i++)
        {
            if (!IsPlain(added[i], added[0]))
            {
                return false;
            }
        }

        rows = new PlainRows(added, endpoints);
        return true;
    }

    /// <summary>Which statement stores them.</summary>
    internal Query Query => _isTogether ? Query.EnqueueHanded : Query.EnqueuePlain;

    /// <summary>Whether this process holds them.</summary>
    internal bool AreHeld => _lease is not null;

    internal void Bind(NpgsqlParameterCollection parameters, string? lockTimeout)
    {
        parameters
            .Texts(_tenants).Texts(_eventIds).Texts(_types).Instants(_occurredAt).Bodies(_bodies).Ints(_endpoints)
            .Text(_contentType).Text(lockTimeout).Texts(_headerLines);
        if (_isTogether)
        {
            parameters.Long(_lease);
        }
    }

    private static bool IsPlain((NewEvent Event, TimeSpan Lease) one, (NewEvent Event, TimeSpan Lease) first) =>
        one.Event is { IdempotencyKey: null, ExpiresIn: null, Deliveries.Count: 1 }
        && one.Event.DueIn <= TimeSpan.Zero
        && one.Lease == first.Lease
        && !one.Event.Deliveries[0].Delivered
        && one.Event.Deliveries[0].Leased == first.Event.Deliveries[0].Leased
        && (one.Event.Deliveries[0].Leased || one.Event.Deliveries[0].AnyOrder == first.Event.Deliveries[0].AnyOrder)
        && string.Equals(one.Event.Event.ContentType, first.Event.Event.ContentType, StringComparison.Ordinal);

    private static bool Have(IReadOnlyList<(NewEvent Event, TimeSpan Lease)> added, Func<NewEvent, bool> has)
    {
        for (var i = 0; i < added.Count; i++)
        {
            if (has(added[i].Event))
            {
                return true;
            }
        }

        return false;
    }
}
