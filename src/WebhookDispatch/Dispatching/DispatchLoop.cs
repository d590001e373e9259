using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>Claims what is due into free slots, and sleeps until something is due, a slot comes free, or somebody signals.</summary>
internal sealed class DispatchLoop(
    OpenStore store, EndpointDirectory directory, RunnerPool pool, SettlementWriter writer, WakeSignal wake, SharedCircuits circuits, DispatchingOptions options, Func<TimeSpan> lease,
    DispatchHealth health, RandomSource random, TimeProvider timeProvider, ILogger logger)
{
    // Slots come free one by one, and a claim over the network costs the same for one as for many.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(4);

    private readonly StoreBackoff _backoff = new(health, random, timeProvider, logger);
    private string? _cursor;
    private long _refreshedAt = long.MinValue;
    private volatile bool _mustRefresh;
    private long _claimedAt;

    /// <summary>Endpoints have changed elsewhere: the next turn looks, however short ago the last one did.</summary>
    internal void RefreshNext() => _mustRefresh = true;

    internal async Task RunAsync(Task ready, CancellationToken stopping)
    {
        await ready.ConfigureAwait(false);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(await RunOnceAsync(stopping).ConfigureAwait(false), stopping).ConfigureAwait(false);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // Cancelled, or the store was closed under it: there is nothing to go on with.
                return;
            }
            catch (Exception exception)
            {
                await _backoff.WaitAsync(exception, stopping).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Claims until nothing is due or no slot is free.</summary>
    /// <returns>How long there is nothing to do, unless somebody signals.</returns>
    internal async ValueTask<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        await circuits.TellAsync(opened, cancellationToken).ConfigureAwait(false);
        await RefreshAsync(opened, cancellationToken).ConfigureAwait(false);

        // Processes that share a store and started together must not ask it together for ever.
        var poll = opened.IsExclusive ? options.PollInterval : options.PollInterval * (1 - (0.2 * random.NextDouble()));
        while (true)
        {
            await PaceAsync(opened, cancellationToken).ConfigureAwait(false);
            var (slots, ahead, firstAttemptsOnly, capacity) = pool.RoomForClaim(mayRunAhead: !opened.IsExclusive);
            if (slots + ahead == 0)
            {
                return Shorter(poll, RefreshIn());
            }

            var endpoints = directory.Snapshot;
            foreach (var waiting in endpoints.NotSentTo)
            {
                capacity[waiting] = 0;
            }

            foreach (var unwell in circuits.OpenElsewhere)
            {
                capacity[unwell] = 0;
            }

            var defaultCapacity = EndpointRunner.CapOfNew(options.MaxInFlightPerEndpoint);
            var claim = await opened.ClaimAsync(
                new ClaimRequest
                {
                    MaxDeliveries = Math.Max(1, slots),
                    Ahead = slots == 0 ? ahead - 1 : ahead,
                    Lease = lease(),
                    DefaultCapacity = defaultCapacity,
                    Capacity = capacity,
                    Ordered = endpoints.Ordered,
                    MaxHeld = endpoints.MaxHeld,
                    FirstAttemptsOnly = firstAttemptsOnly,
                    Continues = true,
                    Cursor = _cursor,
                },
                cancellationToken).ConfigureAwait(false);
            _cursor = claim.Cursor;
            _backoff.Worked();
            pool.NoteClaim(slots + ahead, capacity, defaultCapacity, claim.Deliveries);
            foreach (var delivery in claim.Deliveries)
            {
                if (!pool.TryAdd(delivery, reserved: false, endpoints.IsShared(delivery.EndpointId)))
                {
                    // The dispatcher stopped while the store was claiming: the next one must not wait for the lease.
                    await writer.WriteAsync(new Settlement(delivery, SettlementKind.Release)).ConfigureAwait(false);
                }
            }

            pool.Pump();
            if (claim.Deliveries.Count == 0 && claim.Cursor is null)
            {
                return Shorter(Shorter(Shorter(poll, RefreshIn()), claim.NextDueIn), pool.NextUnparkIn());
            }
        }
    }

    private async ValueTask PaceAsync(IWebhookStore opened, CancellationToken cancellationToken)
    {
        if (!opened.IsExclusive && _claimedAt != 0 && Apart - timeProvider.GetElapsedTime(_claimedAt) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        _claimedAt = timeProvider.GetTimestamp();
    }

    // What other processes change about endpoints, and what they find unwell, takes effect within the poll interval.
    private async ValueTask RefreshAsync(IWebhookStore opened, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetTimestamp();
        if (_refreshedAt == long.MinValue || _mustRefresh || timeProvider.GetElapsedTime(_refreshedAt, now) >= options.PollInterval * 0.75)
        {
            _mustRefresh = false;
            await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (await circuits.ListenAsync(opened, lease(), cancellationToken).ConfigureAwait(false))
            {
                pool.UnparkAll();
            }

            pool.ForgetIdle();
            _refreshedAt = now;
        }
    }

    private TimeSpan RefreshIn() =>
        options.PollInterval - timeProvider.GetElapsedTime(_refreshedAt) is { Ticks: > 0 } wait ? wait : TimeSpan.Zero;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan? other) => other is { } wait && wait < one ? wait : one;
}
