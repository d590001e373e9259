using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>What a claim may take of one endpoint, and when there is more.</summary>
internal readonly struct EndpointTurn
{
    private readonly ClaimRequest _request;
    private readonly WriteSession _session;
    private readonly int _endpoint;
    private readonly int _capacity;
    private readonly bool _isOrdered;
    private readonly int? _maxHeld;

    internal EndpointTurn(ClaimRequest request, WriteSession session, int endpoint)
    {
        _request = request;
        _session = session;
        _endpoint = endpoint;
        var id = session.Endpoints.IdOf(endpoint);
        _capacity = request.Capacity.TryGetValue(id, out var capacity) ? capacity : request.DefaultCapacity;
        _isOrdered = request.Ordered.Contains(id);
        _maxHeld = _isOrdered ? 1 : request.MaxHeld.TryGetValue(id, out var most) ? most : null;
        if (_maxHeld is not null)
        {
            // What is counted and what goes in order is searched for in the queue.
            session.PutIn(session.Handed.Of(endpoint));
        }
    }

    internal bool IsSkipped => _capacity <= 0;

    internal List<QueueRow> Due(int limit)
    {
        var room = Math.Min(_capacity, limit);
        if (room > 0 && _maxHeld is { } most)
        {
            room = Math.Min(room, most - QueueTable.Held(_session, _endpoint).Count);
        }

        return room <= 0 ? []
            : !_isOrdered ? DueAnyhow(room)
            : QueueTable.Head(_session, _endpoint) is { } head && Takes(head) && head.DueAt <= _session.Now ? [head] : [];
    }

    /// <summary>When something may be taken that was not; <see cref="long.MaxValue"/> when there is nothing.</summary>
    internal long NextDue()
    {
        if (IsSkipped)
        {
            return long.MaxValue;
        }

        if (_maxHeld is { } most && QueueTable.Held(_session, _endpoint) is var (held, untilFirst) && held >= most)
        {
            return untilFirst;
        }

        return _isOrdered && QueueTable.Head(_session, _endpoint) is { } head ? (Takes(head) ? head.DueAt : long.MaxValue)
            : _session.Handed.Unheld(_endpoint, 1) is [var first] ? first.DueAt
            : _request.FirstAttemptsOnly ? FirstAttemptDue()
            : _session.Agenda.Look(_endpoint);
    }

    private List<QueueRow> DueAnyhow(int room)
    {
        var unqueued = _session.Handed.Unheld(_endpoint, room);
        if (_session.Agenda.NotBefore(_endpoint) > _session.Now)
        {
            return unqueued;
        }

        var due = QueueTable.Due(_session, _endpoint, room, _request.FirstAttemptsOnly);
        if (unqueued.Count == 0)
        {
            return due;
        }

        due.AddRange(unqueued);
        return [.. due.OrderBy(row => row.DueAt).ThenBy(row => row.Delivery).Take(room)];
    }

    private bool Takes(in QueueRow row) => !_request.FirstAttemptsOnly || row.Attempts == 0;

    private long FirstAttemptDue()
    {
        var row = _session.Database[Query.FindEarliestFirstAttempt].Bind(1, _endpoint);
        var dueAt = row.Step() ? row.Long(0) : long.MaxValue;
        row.Reset();
        return dueAt;
    }
}
