using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Retries;

/// <summary>Decides when a circuit opens: so many failures in a row, or too large a share of a sliding window.</summary>
internal sealed class CircuitTrigger(CircuitBreakerOptions options, TimeProvider timeProvider)
{
    private const int Buckets = 10;

    private readonly Lock _gate = new();
    private readonly int[] _failures = new int[Buckets];
    private readonly int[] _total = new int[Buckets];
    private readonly long _bucketTicks = options.SamplingDuration.Ticks / Buckets;
    private long _bucket;
    private int _consecutive;

    /// <summary>Whether an attempt speaks against the endpoint.</summary>
    internal static bool IsCharged(DeliveryAttempt attempt) => attempt.Failure switch
    {
        AttemptFailure.HttpStatus => attempt.StatusCode is 408 or 429 or >= 500,
        AttemptFailure.ConnectFailed or AttemptFailure.ConnectTimeout or AttemptFailure.Tls or AttemptFailure.Timeout
            or AttemptFailure.ConnectionReset or AttemptFailure.ProtocolError or AttemptFailure.ResponseHeadersTooLarge => true,
        _ => false,
    };

    /// <summary>
    /// Counts an attempt. One for which nothing was sent, for a reason on our side, says nothing of the endpoint: it neither counts nor
    /// ends a row. Nor does one that was lost with a connection that had been used: a receiver's proxy that is reloaded under load
    /// closes them all at once, more than a row, and takes new ones.
    /// </summary>
    /// <returns>Whether the circuit has to open now.</returns>
    internal bool Count(DeliveryAttempt attempt)
    {
        if (attempt.Failure == AttemptFailure.Misconfigured || attempt.IsOfUsedConnection)
        {
            return false;
        }

        var charged = IsCharged(attempt);
        var bucket = timeProvider.GetUtcNow().UtcTicks / _bucketTicks;
        lock (_gate)
        {
            Slide(bucket);
            var slot = (int)(bucket % Buckets);
            _total[slot]++;
            if (!charged)
            {
                _consecutive = 0;
                return false;
            }

            _failures[slot]++;
            _consecutive++;
            return _consecutive >= options.ConsecutiveFailures || IsRatioReached();
        }
    }

    internal void Reset()
    {
        lock (_gate)
        {
            Clear();
            _consecutive = 0;
        }
    }

    private bool IsRatioReached()
    {
        var total = _total.Sum();
        return total >= options.MinimumThroughput && _failures.Sum() >= total * options.FailureRatio;
    }

    // A clock that goes back starts the window anew rather than freezing it.
    private void Slide(long bucket)
    {
        if (bucket == _bucket)
        {
            return;
        }

        if (bucket < _bucket || bucket - _bucket >= Buckets)
        {
            Clear();
        }
        else
        {
            for (var b = _bucket + 1; b <= bucket; b++)
            {
                _failures[b % Buckets] = 0;
                _total[b % Buckets] = 0;
            }
        }

        _bucket = bucket;
    }

    private void Clear()
    {
        Array.Clear(_failures);
        Array.Clear(_total);
    }
}
