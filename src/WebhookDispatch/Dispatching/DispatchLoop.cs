using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>Claims what is due into free slots, and sleeps until something is due, a slot comes free, or somebody signals.</summary>
internal sealed class DispatchLoop(
    OpenStore store, EndpointDirectory directory, RunnerPool pool, WakeSignal wake, DispatchingOptions options, Func<TimeSpan> lease,
    DispatchHealth health, RandomSource random, TimeProvider timeProvider, ILogger logger)
{
    private readonly StoreBackoff _backoff = new(health, random, logger);
    private string? _cursor;
    private long _refreshAt;
    private bool _wantsRoom = true;
    private bool _roomFreed;

    internal async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(await RunOnceAsync(stopping).ConfigureAwait(false), stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                await Task.Delay(_backoff.Failed(exception), timeProvider, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Slots have come free. Wakes the loop only if something may be waiting in the store for them.</summary>
    internal void OnRoomFreed()
    {
        Volatile.Write(ref _roomFreed, true);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _wantsRoom))
        {
            wake.Set();
        }
    }

    /// <summary>Claims until nothing is due or no slot is free.</summary>
    /// <returns>How long there is nothing to do, unless somebody signals.</returns>
    internal async ValueTask<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        pool.ForgetIdle();
        while (true)
        {
            Volatile.Write(ref _roomFreed, false);
            var (slots, firstAttemptsOnly, capacity) = pool.RoomForClaim();
            if (slots == 0)
            {
                SleepUntilRoom(wanted: true);
                return options.PollInterval;
            }

            var wantsRoom = firstAttemptsOnly || capacity.ContainsValue(0);
            foreach (var endpoint in directory.Snapshot.All)
            {
                if (!endpoint.IsEnabled)
                {
                    capacity[endpoint.Id] = 0;
                }
            }

            var claim = await opened.ClaimAsync(
                new ClaimRequest
                {
                    MaxDeliveries = slots,
                    Lease = lease(),
                    DefaultCapacity = EndpointRunner.CapOfNew(options.MaxInFlightPerEndpoint),
                    Capacity = capacity,
                    FirstAttemptsOnly = firstAttemptsOnly,
                    Cursor = _cursor,
                },
                cancellationToken).ConfigureAwait(false);
            _cursor = claim.Cursor;
            _backoff.Worked();
            foreach (var delivery in claim.Deliveries)
            {
                pool.TryAdd(delivery, reserved: false);
            }

            pool.Pump();
            if (claim.Deliveries.Count == 0 && claim.Cursor is null)
            {
                SleepUntilRoom(wantsRoom);
                return Shorter(Shorter(options.PollInterval, claim.NextDueIn), pool.NextUnparkIn());
            }
        }
    }

    // After a claim that left nothing behind, deliveries that are handed over come and go without one: it would find nothing,
    // at the price of a turn of the writing thread for each attempt that ends.
    private void SleepUntilRoom(bool wanted)
    {
        Volatile.Write(ref _wantsRoom, wanted);
        Interlocked.MemoryBarrier();
        if (wanted && Volatile.Read(ref _roomFreed))
        {
            wake.Set();
        }
    }

    // What other processes change about endpoints takes effect within the poll interval.
    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetTimestamp();
        if (now >= _refreshAt)
        {
            await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
            _refreshAt = now + (long)(options.PollInterval.TotalSeconds * 0.9 * timeProvider.TimestampFrequency);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan? other) => other is { } wait && wait < one ? wait : one;
}
