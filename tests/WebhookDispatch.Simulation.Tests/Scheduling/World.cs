namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>
/// One thread on which everything happens, and a clock that jumps to what comes next. What is ready runs in an order that the
/// seed decides, one step from await to await at a time; so the same seed is the same history.
/// </summary>
internal sealed class World(int seed)
{
    // What a step of a process that is not paused may take.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    private readonly List<Step> _ready = [];
    private readonly PriorityQueue<Appointment, (long At, long Order)> _appointments = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;
    private string? _strayed;

    internal Random Random { get; } = new(seed);

    /// <summary>What every clock counts from.</summary>
    internal static DateTimeOffset Beginning { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Time since the beginning: it only grows.</summary>
    internal TimeSpan Elapsed { get; private set; }

    internal int Steps { get; private set; }

    internal bool Chance(double probability) => Random.NextDouble() < probability;

    internal TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Random.NextDouble());

    internal void Post(Life? life, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            // The run ends with this: what another thread does is not decided by the seed.
            _strayed ??= Environment.StackTrace;
            return;
        }

        _ready.Add(new Step(life, callback, state));
    }

    /// <summary>Lets something happen later, as a step of a process or, without one, of the network and the operators.</summary>
    internal Appointment At(TimeSpan wait, Life? life, Action action)
    {
        var appointment = new Appointment(life, action);
        _appointments.Enqueue(appointment, ((Elapsed + wait).Ticks, ++_order));
        return appointment;
    }

    /// <summary>A wait of the running process; with none it still lets others run first.</summary>
    internal Task Wait(TimeSpan wait, Life life)
    {
        var over = new TaskCompletionSource();
        if (wait == TimeSpan.Zero)
        {
            Post(life, static over => ((TaskCompletionSource)over!).SetResult(), over);
        }
        else
        {
            At(wait, life, over.SetResult);
        }

        return over.Task;
    }

    /// <summary>Runs one step, or moves the clock to the next appointment.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal bool Next()
    {
        if (_strayed is not null)
        {
            throw new InvalidOperationException($"Something ran beside the simulation's thread:{Environment.NewLine}{_strayed}");
        }

        Steps++;
        // Now and then the clock goes on although somebody is ready: code takes time, too.
        if (_ready.Count == 0 || (_appointments.TryPeek(out _, out var next) && next.At - Elapsed.Ticks < Longest.Ticks && Random.Next(40) == 0))
        {
            return MeetNext();
        }

        var index = Random.Next(_ready.Count);
        var step = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Run(step);
        return true;
    }

    private bool MeetNext()
    {
        if (!_appointments.TryDequeue(out var appointment, out var due))
        {
            return false;
        }

        if (!appointment.IsCancelled)
        {
            Elapsed = TimeSpan.FromTicks(Math.Max(Elapsed.Ticks, due.At));
            Post(appointment.Life, static met => ((Appointment)met!).Keep(), appointment);
        }

        return true;
    }

    private void Run(Step step)
    {
        if (step.Life is { IsDead: true })
        {
            return;
        }

        if (step.Life is { } life && life.PausedUntil > Elapsed)
        {
            At(life.PausedUntil - Elapsed, life, () => step.Callback(step.State));
            return;
        }

        SynchronizationContext.SetSynchronizationContext(step.Life);
        try
        {
            step.Callback(step.State);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private readonly record struct Step(Life? Life, SendOrPostCallback Callback, object? State);
}
