using System.Globalization;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>
/// Takes what is due, endpoint by endpoint after the cursor. The queue is read only at endpoints that have room and may have
/// something due, so a parked endpoint costs the same with three rows as with a million.
/// </summary>
internal sealed class Claim
{
    private readonly ClaimRequest _request;
    private readonly WriteSession _session;
    private readonly List<LeasedDelivery> _taken = [];
    private readonly Dictionary<long, StoredEvent?> _events = [];

    private Claim(ClaimRequest request, WriteSession session)
    {
        _request = request;
        _session = session;
    }

    // Built anew for each run: a write may have to run again.
    internal static ClaimResult Run(ClaimRequest request, WriteSession session) => new Claim(request, session).Run();

    private ClaimResult Run()
    {
        _session.PutIn(_session.Handed.Due(_session.Now));
        _ = int.TryParse(_request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        for (var endpoint = after + 1; endpoint <= _session.Endpoints.Count; endpoint++)
        {
            if (_taken.Count >= _request.MaxDeliveries)
            {
                return new ClaimResult(_taken, (endpoint - 1).ToString(CultureInfo.InvariantCulture), null);
            }

            if ((_session.Agenda.NotBefore(endpoint) <= _session.Now || _session.Handed.HasUnheld(endpoint)) && new EndpointTurn(_request, _session, endpoint) is { IsSkipped: false } turn)
            {
                Take(turn, _request.MaxDeliveries - _taken.Count);
                if (_session.Agenda.NotBefore(endpoint) <= _session.Now)
                {
                    _ = _session.Agenda.Look(endpoint);
                }
            }
        }

        return new ClaimResult(_taken, null, NextDueIn());
    }

    private void Take(in EndpointTurn turn, int limit)
    {
        var until = Instant.After(_session.Now, _request.Lease);
        foreach (var row in turn.Due(limit))
        {
            if (Event(row.Event) is not { } stored)
            {
                EndedTable.End(_session, row, DeliveryState.Dead, DeliveryWords.Of(DeadLetterReason.PayloadMissing), row.Attempts);
                continue;
            }

            var held = Leases.Hold(_session, row, until);
            QueueTable.Update(_session, row, held);
            _taken.Add(Leases.Describe(_session, held, stored));
        }
    }

    // Many deliveries of one claim may be of one event, each to another endpoint.
    private StoredEvent? Event(long id) => _events.TryGetValue(id, out var known) ? known : _events[id] = EventTable.Load(_session, id);

    private TimeSpan? NextDueIn()
    {
        var next = long.MaxValue;
        for (var endpoint = 1; endpoint <= _session.Endpoints.Count && next > _session.Now; endpoint++)
        {
            // The agenda may be early, for a row that has gone since: what counts is what the queue says.
            if (_session.Agenda.NotBefore(endpoint) < next || _session.Handed.HasUnheld(endpoint))
            {
                next = Math.Min(next, new EndpointTurn(_request, _session, endpoint).NextDue());
            }
        }

        next = _session.Handed.NextDue(next, endpoint => !new EndpointTurn(_request, _session, endpoint).IsSkipped);
        return next == long.MaxValue ? null : Instant.Until(_session.Now, next);
    }
}
