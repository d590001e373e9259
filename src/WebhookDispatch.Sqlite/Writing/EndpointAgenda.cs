using WebhookDispatch.Sqlite.Databases;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// For each endpoint an instant before which none of its deliveries is due. A claim reads the queue only for endpoints that
/// may have something, so that a thousand sleeping ones cost it nothing. The instant may be too early, never too late:
/// whoever writes an earlier row lowers it, and only a look at the queue raises it.
/// </summary>
internal sealed class EndpointAgenda(SqliteDatabase database)
{
    private readonly List<long> _notBefore = [];

    internal static EndpointAgenda Load(SqliteDatabase database, int endpoints)
    {
        var agenda = new EndpointAgenda(database);
        for (var number = 1; number <= endpoints; number++)
        {
            _ = agenda.Look(number);
        }

        return agenda;
    }

    internal long NotBefore(int endpoint) => endpoint <= _notBefore.Count ? _notBefore[endpoint - 1] : long.MaxValue;

    internal void Lower(int endpoint, long dueAt) => Set(endpoint, Math.Min(NotBefore(endpoint), dueAt));

    /// <summary>When the endpoint's first delivery is due, from the queue itself.</summary>
    internal long Look(int endpoint)
    {
        var row = database[Query.FindEarliestDue].Bind(1, endpoint);
        var dueAt = row.Step() ? row.Long(0) : long.MaxValue;
        row.Reset();
        Set(endpoint, dueAt);
        return dueAt;
    }

    private void Set(int endpoint, long dueAt)
    {
        while (_notBefore.Count < endpoint)
        {
            _notBefore.Add(long.MaxValue);
        }

        _notBefore[endpoint - 1] = dueAt;
    }
}
