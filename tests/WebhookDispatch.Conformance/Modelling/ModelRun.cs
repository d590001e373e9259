using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance.Modelling;

/// <summary>Does each command to an empty store and to the model, and finds them alike after each.</summary>
internal sealed class ModelRun(
    IWebhookStore store, Func<TimeSpan, ValueTask> advance, Func<LeasedDelivery, SettlementKind, Settlement> outcome, TimeSpan tolerance,
    CancellationToken cancellationToken)
{
    private const int Lease = 60;
    private static readonly string[] EndpointIds = ["a", "b", "c"];

    // Never an ordered one. A store may keep what is for it alone apart from what waits in an order.
    private const string AnyOrder = "c";

    private readonly StoreModel _model = new();
    private readonly List<LeasedDelivery> _leases = [];
    private string? _cursor;

    /// <summary>What happened at least once, so that a suite can see that its commands still meet.</summary>
    internal HashSet<string> Met { get; } = [];

    internal async Task DoAsync(StoreCommand command)
    {
        await (command switch
        {
            StoreCommand.Enqueue enqueue => EnqueueAsync(enqueue),
            StoreCommand.Claim claim => ClaimAsync(claim),
            StoreCommand.Settle settle => SettleAsync(settle),
            StoreCommand.Advance passed => AdvanceAsync(passed.Seconds),
            StoreCommand.Cancel cancel => CancelAsync(cancel),
            StoreCommand.Replay replay => ReplayAsync(replay),
            StoreCommand.Forget forget => ForgetAsync(forget),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command."),
        });
        await CompareAsync();
    }

    internal async Task CompareHistoryAsync()
    {
        foreach (var expected in _model.Events)
        {
            var found = await store.FindEventAsync("", expected.Id, cancellationToken);
            Assert.NotNull(found);
            Assert.Equal(expected.ExpiresAt - expected.PublishedAt, (found.ExpiresAt - found.PublishedAt)?.TotalSeconds);
            Assert.Equal(
                expected.Deliveries.Select(delivery => (delivery.Id, string.Join(' ', delivery.History))),
                found.Deliveries.Select(delivery => (
                    delivery.Delivery.DeliveryId,
                    string.Join(' ', delivery.Attempts.Select(recorded => (recorded.Epoch, recorded.Attempt.Succeeded, recorded.Stale))))));
        }
    }

    private async Task EnqueueAsync(StoreCommand.Enqueue command)
    {
        var webhookEvent = Some.Event(body: command.Body, id: $"evt_{command.Event}");
        var (status, expected) = _model.Enqueue(webhookEvent.Id, command);

        var result = Assert.Single(await store.EnqueueAsync(
            [
                new NewEvent
                {
                    Event = webhookEvent,
                    IdempotencyKey = command.Key,
                    DueIn = TimeSpan.FromSeconds(command.DueIn),
                    ExpiresIn = command.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    Deliveries = [.. command.Endpoints.Select(endpoint => new NewDelivery($"{endpoint}", command.Leased) { AnyOrder = $"{endpoint}" == AnyOrder })],
                },
            ],
            TimeSpan.FromSeconds(Lease), cancellationToken));

        Met.Add($"enqueue {status}");
        Assert.Equal((status, expected.Id, expected.Deliveries.Count), (result.Status, result.EventId, result.Deliveries));
        if (status != EnqueueStatus.Stored)
        {
            Assert.Empty(result.Leased);
            return;
        }

        var found = await store.FindEventAsync("", webhookEvent.Id, cancellationToken);
        foreach (var (delivery, stored) in expected.Deliveries.Zip(found!.Deliveries))
        {
            delivery.Id = stored.Delivery.DeliveryId;
        }

        Assert.Equal(command.Leased ? expected.Deliveries.Count : 0, result.Leased.Count);
        Hold(result.Leased);
    }

    private async Task ClaimAsync(StoreCommand.Claim command)
    {
        var request = new ClaimRequest
        {
            MaxDeliveries = command.Max,
            Lease = TimeSpan.FromSeconds(Lease),
            DefaultCapacity = command.Capacity,
            Capacity = command.Skip.ToDictionary(endpoint => $"{endpoint}", _ => 0),
            Ordered = command.Ordered.Select(endpoint => $"{endpoint}").ToHashSet(),
            MaxHeld = EndpointIds.Where(_ => command.MaxHeld is not null).ToDictionary(id => id, _ => command.MaxHeld!.Value),
            FirstAttemptsOnly = command.FirstAttemptsOnly,
            Cursor = _cursor,
        };
        var claimable = EndpointIds.Where(id => !request.Capacity.ContainsKey(id))
            .ToDictionary(id => id, id => _model.Claimable(id, request).Take(command.Capacity).Select(delivery => delivery.Id).ToList());

        var result = await store.ClaimAsync(request, cancellationToken);

        Assert.InRange(result.Deliveries.Count, 0, command.Max);
        foreach (var taken in result.Deliveries.GroupBy(delivery => delivery.EndpointId))
        {
            var ids = taken.Select(delivery => delivery.DeliveryId).ToList();
            if (taken.Key == AnyOrder)
            {
                Assert.InRange(ids.Count, 1, claimable[taken.Key].Count);
                Assert.Subset(_model.Claimable(taken.Key, request with { MaxHeld = new Dictionary<string, int>() }).Select(delivery => delivery.Id).ToHashSet(), ids.ToHashSet());
                Met.Add("any order was taken");
            }
            else
            {
                Assert.Equal(claimable[taken.Key].Take(ids.Count), ids);
            }
        }

        if (_cursor is null && result.Cursor is null)
        {
            Assert.Equal(Math.Min(command.Max, claimable.Values.Sum(ids => ids.Count)), result.Deliveries.Count);
        }

        Hold(result.Deliveries);
        if (result.Cursor is null && !command.FirstAttemptsOnly)
        {
            AssertClose(EndpointIds.Where(id => !request.Capacity.ContainsKey(id)).Min(id => _model.NextDueIn(id, request)), result.NextDueIn);
        }

        Met.UnionWith(result.Deliveries.Where(delivery => request.Ordered.Contains(delivery.EndpointId)).Select(_ => "the head of a line was taken"));
        Met.Add(result.Cursor is null ? "a round was completed" : "a round was cut");
        _cursor = result.Cursor;
    }

    private void Hold(IReadOnlyList<LeasedDelivery> leased)
    {
        foreach (var lease in leased)
        {
            var delivery = _model.Deliveries.Single(one => one.Id == lease.DeliveryId);
            Assert.DoesNotContain(_leases, earlier => earlier.DeliveryId == lease.DeliveryId && earlier.LeaseToken == lease.LeaseToken);
            _model.Hold(delivery, lease.LeaseToken, Lease);
            Assert.Equal(
                (delivery.EndpointId, delivery.Event.Id, delivery.Attempts, delivery.Claims, delivery.Epoch, delivery.IsExpiredAt(_model.Now)),
                (lease.EndpointId, lease.Event.Id, lease.Attempts, lease.Claims, lease.Epoch, lease.Expired));
            Met.Add(lease.Expired ? "expired was held" : lease.Epoch > 0 ? "a replay was held" : lease.Claims > 1 ? "an abandoned one was held" : "a first was held");
            _leases.Add(lease);
        }
    }

    private async Task SettleAsync(StoreCommand.Settle command)
    {
        if (_leases.Count == 0)
        {
            return;
        }

        var settlement = outcome(_leases[^(1 + (command.Recent % _leases.Count))], command.Kind) with { Delay = TimeSpan.FromSeconds(command.Delay) };
        var applied = _model.Settle(settlement);

        Assert.Equal(applied, Assert.Single(await store.SettleAsync([settlement], cancellationToken)));

        Met.Add($"{command.Kind} {(applied ? "applied" : "stale")}");
    }

    private async Task AdvanceAsync(int seconds)
    {
        await advance(TimeSpan.FromSeconds(seconds));
        _model.Now += seconds;
    }

    private async Task CancelAsync(StoreCommand.Cancel command)
    {
        var id = _leases.Count == 0 ? command.Recent : _leases[^(1 + (command.Recent % _leases.Count))].DeliveryId;
        var cancelled = _model.Cancel(id);

        Assert.Equal(cancelled, await store.CancelDeliveryAsync("", id, cancellationToken));

        Met.Add(cancelled ? "cancelled" : "not cancelled");
    }

    private async Task ReplayAsync(StoreCommand.Replay command)
    {
        var replayed = _model.Replay(command.State, command.Limit);

        Assert.Equal(replayed, (await store.ReplayDeliveriesAsync(new DeliveryFilter { State = command.State }, after: 0, command.Limit, cancellationToken)).Replayed);

        Met.Add(replayed > 0 ? "replayed" : "nothing replayed");
    }

    private async Task ForgetAsync(StoreCommand.Forget command)
    {
        var forgotten = _model.Forget(command.EndedFor, command.DeadFor);

        Assert.Equal(
            forgotten,
            await store.ForgetAsync(TimeSpan.FromSeconds(command.EndedFor), TimeSpan.FromSeconds(command.DeadFor), limit: 5000, cancellationToken));

        Met.Add(forgotten > 0 ? "forgotten" : "nothing forgotten");
    }

    private async Task CompareAsync()
    {
        var expected = _model.Deliveries;
        var records = (await store.ListDeliveriesAsync(new DeliveryFilter(), before: null, limit: 1000, cancellationToken)).Reverse().ToList();
        Assert.Equal(
            expected.Select(one => (one.Id, one.EndpointId, one.Event.Id, one.State, one.Reason, one.Attempts, one.Epoch)),
            records.Select(one => (one.DeliveryId, one.EndpointId, one.EventId, one.State, one.Reason, one.Attempts, one.Epoch)));
        foreach (var (one, record) in expected.Zip(records))
        {
            AssertClose(one.State == DeliveryState.Waiting ? one.DueAt - one.Event.PublishedAt : null, record.DueAt - record.PublishedAt);
            AssertClose(one.State == DeliveryState.Waiting ? null : one.EndedAt - one.Event.PublishedAt, record.EndedAt - record.PublishedAt);
        }

        var counts = expected.CountBy(one => one.State).ToDictionary();
        Assert.Equal(
            new DeliveryCounts(
                counts.GetValueOrDefault(DeliveryState.Waiting), counts.GetValueOrDefault(DeliveryState.Delivered), counts.GetValueOrDefault(DeliveryState.Dead),
                counts.GetValueOrDefault(DeliveryState.Cancelled), counts.GetValueOrDefault(DeliveryState.Expired)),
            await store.CountDeliveriesAsync(cancellationToken));
    }

    private void AssertClose(int? expected, TimeSpan? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } seconds)
        {
            Assert.InRange(actual!.Value, TimeSpan.FromSeconds(seconds) - tolerance, TimeSpan.FromSeconds(seconds) + tolerance);
        }
    }
}
