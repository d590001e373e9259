using System.Collections.Concurrent;
using System.Diagnostics;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>Counts what is published and not yet delivered, and takes the time of those deliveries it was asked to expect.</summary>
internal sealed class DeliveryWatch(int mostOutstanding) : IWebhookObserver, IDisposable
{
    private readonly SemaphoreSlim _room = new(mostOutstanding);
    private readonly ConcurrentDictionary<string, long> _expected = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private LatencyHistogram _latency = new();
    private long _delivered;
    private long _failures;

    public int Outstanding => mostOutstanding - _room.CurrentCount;

    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>How many expected deliveries are still to come.</summary>
    public int Missing => _expected.Count;

    /// <summary>Waits for room for one more.</summary>
    public Task EnterAsync() => _room.WaitAsync();

    public void Leave() => _room.Release();

    /// <summary>So many were delivered by other processes.</summary>
    public void Leave(int count)
    {
        if (count > 0)
        {
            _room.Release(count);
        }
    }

    public void Expect(string eventId) => _expected[eventId] = Stopwatch.GetTimestamp();

    public void Dispose() => _room.Dispose();

    /// <summary>What was expected and came since this was last asked. What is missing is no longer expected.</summary>
    public (long Delivered, LatencyHistogram Latency) TakeExpected()
    {
        lock (_gate)
        {
            _expected.Clear();
            var taken = (_delivered, _latency);
            (_delivered, _latency) = (0, new LatencyHistogram());
            return taken;
        }
    }

    public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt)
    {
        if (!attempt.Succeeded)
        {
            Interlocked.Increment(ref _failures);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt)
    {
        if (_expected.TryRemove(webhookEvent.Id, out var started))
        {
            lock (_gate)
            {
                _latency.Add(Stopwatch.GetElapsedTime(started));
                _delivered++;
            }
        }
        else
        {
            Leave();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnDeadLettered(DeadLetter deadLetter)
    {
        if (!_expected.TryRemove(deadLetter.Event.Id, out _))
        {
            Leave();
        }

        return ValueTask.CompletedTask;
    }
}
