using System.Diagnostics.CodeAnalysis;

namespace WebhookDispatch.Dispatching;

/// <summary>The endpoints whose turn comes, in order, and those that only time keeps from it. Only touched under the pool's lock.</summary>
internal sealed class RunnerLine
{
    private readonly Queue<EndpointRunner> _line = new();
    private readonly PriorityQueue<EndpointRunner, long> _sleepers = new();

    internal int Count => _line.Count;

    /// <summary>When the first sleeper wakes; <see cref="long.MaxValue"/> when none sleeps.</summary>
    internal long NextWakeAt => _sleepers.TryPeek(out _, out var at) ? at : long.MaxValue;

    /// <summary>Puts an endpoint with something to send at the end of the line, where it stands once.</summary>
    internal void Join(EndpointRunner runner)
    {
        if (!runner.IsInLine && runner.Waiting.Count > 0)
        {
            runner.IsInLine = true;
            _line.Enqueue(runner);
        }
    }

    internal bool TryTake([NotNullWhen(true)] out EndpointRunner? runner)
    {
        if (!_line.TryDequeue(out runner))
        {
            return false;
        }

        runner.IsInLine = false;
        return true;
    }

    /// <summary>Lets an endpoint join again when it can begin, if time is all it waits for.</summary>
    internal void SleepUntilItCan(EndpointRunner runner, long now)
    {
        if (runner.StartsAt(now) is { } at)
        {
            _sleepers.Enqueue(runner, at);
        }
    }

    internal void Wake(long now)
    {
        while (_sleepers.TryPeek(out var runner, out var at) && at <= now)
        {
            _sleepers.Dequeue();
            Join(runner);
        }
    }
}
