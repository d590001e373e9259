using System.Globalization;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Takes what is due, endpoint by endpoint after the cursor, a few endpoints with one statement.</summary>
internal sealed class Claim
{
    private const int EndpointsAtOnce = 512;

    private readonly ClaimParts _store;
    private readonly ClaimRequest _request;
    private readonly EndpointRoom _room;
    private readonly SharedEndpoints _shared;

    private Claim(ClaimParts store, ClaimRequest request, EndpointRoom room, SharedEndpoints shared) =>
        (_store, _request, _room, _shared) = (store, request, room, shared);

    internal static async ValueTask<ClaimResult> RunAsync(ClaimParts store, ClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await store.Lapsed.QueueAsync(mayWait: request.Continues).ConfigureAwait(false);
        var named = await store.Endpoints.FindAsync(WithoutShared(request), cancellationToken).ConfigureAwait(false);
        var shared = await SharedEndpoints.FindAsync(store.Connections, store.Endpoints, request, cancellationToken).ConfigureAwait(false);
        return await new Claim(store, request, new EndpointRoom(named, request.DefaultCapacity), shared).RunAsync().ConfigureAwait(false);
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
        var (unheld, queued) = await TakeAsync().ConfigureAwait(false);
        var shared = await _shared.ClaimAsync(_request.MaxDeliveries - unheld.Rows.Count - queued.Rows.Count).ConfigureAwait(false);
        List<(int Endpoint, LeasedDelivery Delivery)> rows = [.. unheld.Rows, .. queued.Rows, .. shared.Rows];
        List<Settlement> lost = [.. unheld.Lost, .. queued.Lost, .. shared.Lost];
        if (lost.Count > 0)
        {
            await Settle.RunAsync(_store.Connections, _store.Handed, lost, CancellationToken.None).ConfigureAwait(false);
        }

        await _store.Endpoints.LearnAsync(rows.Select(row => row.Endpoint), CancellationToken.None).ConfigureAwait(false);
        var deliveries = new LeasedDelivery[rows.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = rows[i].Delivery with { EndpointId = _store.Endpoints.IdOf(rows[i].Endpoint) };
        }

        return CursorAfter(unheld, queued) is { } cursor
            ? new ClaimResult(deliveries, cursor.ToString(CultureInfo.InvariantCulture), null)
            : new ClaimResult(deliveries, null, deliveries.Length > 0 && _request.Continues ? null : await FindNextDueAsync().ConfigureAwait(false));
    }

    private async ValueTask<(TakenRows Unheld, TakenRows Queued)> TakeAsync()
    {
        if (_store.Unheld.GoFirst())
        {
            var first = await ClaimUnheldAsync(_room, _request.MaxDeliveries + _request.Ahead).ConfigureAwait(false);
            return (first, await ClaimQueuedAsync(_room.Without(first), _request.MaxDeliveries - first.Rows.Count).ConfigureAwait(false));
        }

        var queued = await ClaimQueuedAsync(_room, _request.MaxDeliveries).ConfigureAwait(false);
        return (await ClaimUnheldAsync(_room.Without(queued), _request.MaxDeliveries + _request.Ahead - queued.Rows.Count).ConfigureAwait(false), queued);
    }

    private ValueTask<TakenRows> ClaimUnheldAsync(EndpointRoom room, int limit) => _store.Unheld.ClaimAsync(room, limit, _request.Lease);

    private ValueTask<TakenRows> ClaimQueuedAsync(EndpointRoom room, int limit) => limit <= 0
        ? ValueTask.FromResult(TakenRows.Full)
        : _store.Connections.RunAsync(
            _request.FirstAttemptsOnly ? Query.ClaimFirstAttempts : Query.Claim,
            parameters => room.Bind(parameters.Int(Cursor).Int(EndpointsAtOnce)).Int(limit).Long(Length.Of(_request.Lease)),
            TakenRows.ReadAsync,
            CancellationToken.None);

    private int Cursor => int.TryParse(_request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;

    /// <summary>Where the next claim goes on in the queue: where this one did not come to it, where this one began.</summary>
    private int? CursorAfter(TakenRows unheld, TakenRows queued) =>
        queued.IsFull ? (queued.Rows.Count > 0 ? queued.Rows[^1].Endpoint : Cursor)
        : queued.CutAfter ?? (unheld.IsFull || unheld.CutAfter is not null ? 0 : null);

    private async ValueTask<TimeSpan?> FindNextDueAsync()
    {
        var next = await _store.Connections.ListAsync(
            Query.FindNextDue,
            parameters => _room.Bind(parameters).Bool(_request.FirstAttemptsOnly),
            row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0),
            CancellationToken.None).ConfigureAwait(false);
        var seconds = Earlier(next[0], await _shared.FindNextDueAsync().ConfigureAwait(false));
        if (_request.Continues && seconds <= 0)
        {
            // The claim after this one finds it.
            await _store.Lapsed.QueueNowAsync().ConfigureAwait(false);
        }

        return seconds is { } wait ? TimeSpan.FromSeconds(Math.Max(0, wait)) : null;
    }

    private static double? Earlier(double? one, double? other) => other is null || one < other ? one : other;
}
