using System.Globalization;
using WebhookDispatch.Sqlite.Databases;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>The small number of each endpoint, and its id again.</summary>
internal sealed class EndpointNumbers
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];
    private readonly List<(string Held, string Unheld)> _alone = [];

    /// <summary>The highest number; they begin with 1 and none is missing.</summary>
    internal int Count => _ids.Count;

    internal static EndpointNumbers Load(SqliteDatabase database)
    {
        var endpoints = new EndpointNumbers();
        var row = database[Query.LoadEndpointNumbers];
        while (row.Step())
        {
            endpoints.Add(row.Text(1));
        }

        return endpoints;
    }

    internal string IdOf(int number) => _ids[number - 1];

    /// <summary>What an event's row says of its only delivery when that is not in the queue. Kept: nearly every event needs one of them.</summary>
    internal string AloneAs(int number, bool held) => held ? _alone[number - 1].Held : _alone[number - 1].Unheld;

    internal int? Find(string endpointId) => _numbers.TryGetValue(endpointId, out var number) ? number : null;

    internal int FindOrAdd(SqliteDatabase database, string endpointId)
    {
        if (_numbers.TryGetValue(endpointId, out var known))
        {
            return known;
        }

        database[Query.InsertEndpointNumber].Bind(1, _ids.Count + 1).Bind(2, endpointId).Run();
        return Add(endpointId);
    }

    private int Add(string endpointId)
    {
        _ids.Add(endpointId);
        _alone.Add((string.Create(CultureInfo.InvariantCulture, $"[{_ids.Count}]"), string.Create(CultureInfo.InvariantCulture, $"[-{_ids.Count}]")));
        _numbers[endpointId] = _ids.Count;
        return _ids.Count;
    }
}
