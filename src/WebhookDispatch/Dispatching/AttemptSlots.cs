using WebhookDispatch.Attempts;

namespace WebhookDispatch.Dispatching;

/// <summary>
/// Counts the attempts in flight. One that grows old gives its slot back, as long as there is room among the slow ones: ten
/// hanging endpoints would otherwise hold every slot and stop a hundred healthy ones. Only touched under the pool's lock.
/// </summary>
internal sealed class AttemptSlots(DispatchingOptions options, long slowAfter)
{
    private readonly AgeLine<InFlightAttempt> _young = new();
    private TaskCompletionSource? _emptied;
    private int _inFlight;
    private int _slow;
    private int _retries;

    internal int Free => options.MaxInFlight - (_inFlight - _slow);

    /// <summary>Whether retries hold three quarters of the slots: the last quarter is for first attempts.</summary>
    internal bool AreFullOfRetries => _retries >= Math.Max(1, options.MaxInFlight * 3 / 4);

    /// <returns>Whether the attempt is now the oldest, so that an alarm has to be set.</returns>
    internal bool Take(InFlightAttempt attempt)
    {
        _inFlight++;
        _retries += attempt.IsRetry ? 1 : 0;
        _young.Add(attempt);
        return ReferenceEquals(_young.Oldest, attempt);
    }

    internal void Release(InFlightAttempt attempt)
    {
        attempt.End();
        if (!attempt.IsSlow)
        {
            _young.Remove(attempt);
        }

        _inFlight--;
        _slow -= attempt.IsSlow ? 1 : 0;
        _retries -= attempt.IsRetry ? 1 : 0;
        if (_inFlight == 0)
        {
            _emptied?.TrySetResult();
        }
    }

    /// <summary>Completes when no attempt is in flight.</summary>
    internal Task WhenEmpty()
    {
        if (_inFlight == 0)
        {
            return Task.CompletedTask;
        }

        _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _emptied.Task;
    }

    /// <summary>Frees the slots of attempts that have grown old.</summary>
    internal void FreeSlow(long now)
    {
        while (_young.Oldest is { } attempt && now - attempt.StartedAt >= slowAfter && _slow < options.MaxSlowInFlight)
        {
            _young.Remove(attempt);
            attempt.IsSlow = true;
            _slow++;
        }
    }

    /// <summary>When the oldest attempt grows old; <see cref="long.MaxValue"/> when none is in flight.</summary>
    internal long NextSlowAt(long now) =>
        // When every slow slot is taken the oldest stays; looking again after the same time is soon enough.
        _young.Oldest is { } oldest ? Math.Max(oldest.StartedAt, now - slowAfter + 1) + slowAfter : long.MaxValue;
}
