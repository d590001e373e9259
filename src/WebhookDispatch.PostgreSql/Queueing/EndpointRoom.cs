using Npgsql;
using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>How many deliveries may be taken of each endpoint, by its number.</summary>
internal sealed class EndpointRoom
{
    private readonly int[] _named;
    private readonly int[] _rooms;
    private readonly int _others;

    /// <param name="named">Endpoints with a room of their own.</param>
    /// <param name="others">The room of the others.</param>
    internal EndpointRoom(List<(int Number, int Room)> named, int others)
    {
        // The statement searches them by halves.
        named.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        (_named, _rooms, _others) = (new int[named.Count], new int[named.Count], others);
        for (var i = 0; i < named.Count; i++)
        {
            (_named[i], _rooms[i]) = named[i];
        }
    }

    /// <summary>What is left of it when some has been taken.</summary>
    internal EndpointRoom Without(TakenRows taken)
    {
        if (taken.Rows.Count == 0)
        {
            return this;
        }

        var rooms = new Dictionary<int, int>(_named.Length);
        for (var i = 0; i < _named.Length; i++)
        {
            rooms.Add(_named[i], _rooms[i]);
        }

        foreach (var (endpoint, _) in taken.Rows)
        {
            rooms[endpoint] = Math.Max(0, rooms.GetValueOrDefault(endpoint, _others) - 1);
        }

        return new EndpointRoom([.. rooms.Select(one => (one.Key, one.Value))], _others);
    }

    /// <summary>As statements take it: the numbers, rising, the room of each, and that of the others.</summary>
    internal NpgsqlParameterCollection Bind(NpgsqlParameterCollection parameters) => parameters.Ints(_named).Ints(_rooms).Int(_others);
}
