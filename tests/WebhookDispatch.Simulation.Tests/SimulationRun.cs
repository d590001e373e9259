using WebhookDispatch.Simulation.Tests.Checking;
using WebhookDispatch.Simulation.Tests.Network;
using WebhookDispatch.Simulation.Tests.Processes;
using WebhookDispatch.Simulation.Tests.Stores;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests;

/// <summary>
/// One history: a busy time in which events come in and everything that the plan allows goes wrong, a calm time in which all
/// has to end, and the processes' stop.
/// </summary>
internal sealed class SimulationRun : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(3);

    // As long as a user may still be told to try again.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    private readonly World _world;
    private readonly SharedStore _store;
    private readonly Receivers _receivers;
    private readonly Machines _machines;
    private readonly Users _users;
    private readonly Operators _operators;
    private bool _isCalm;

    private SimulationRun(int seed)
    {
        _world = new World(seed);
        Plan = Plan.Of(_world);
        _store = new SharedStore(_world, Ledger);
        _receivers = new Receivers(_world, Ledger, _store.Clock);
        _machines = new Machines(_world, Ledger, _store, _receivers, Plan);
        _users = new Users(_world, Ledger, _machines, _receivers, Plan);
        _operators = new Operators(_world, _machines, _store, _users, Plan);
    }

    internal Plan Plan { get; }

    internal Ledger Ledger { get; } = new();

    internal int Steps => _world.Steps;

    /// <summary>What is left in the store at the end.</summary>
    internal IReadOnlyList<DeliveryRecord> Deliveries => _store.Deliveries;

    internal EventHistory? Find(string eventId) => _store.Find("", eventId);

    internal int MostInFlight => _receivers.MostInFlight;

    internal int MostInFlightAllowed { get; private set; }

    /// <summary>Runs a seed to its end.</summary>
    internal static SimulationRun Of(int seed)
    {
        var run = new SimulationRun(seed);
        var options = new WebhookDispatchOptions();
        run.Plan.Configure(options);
        run.MostInFlightAllowed = options.Dispatching.MaxInFlightPerEndpoint;
        run.Run();
        return run;
    }

    public ValueTask DisposeAsync() => _machines.DisposeAsync();

    private void Run()
    {
        _machines.Start();
        _users.Settle(_machines.All[0]);
        Disturb();
        _world.At(Plan.Busy, null, Calm);
        Go(() => _world.Elapsed > Plan.Busy + Settling && HasAllEnded());
        _machines.Close();
        Go(() => !_machines.Running.Any());

        // What a process stored while it stopped is for the next one.
        for (var again = 0; again < 2 && !HasAllEnded(); again++)
        {
            _machines.Start();
            Go(HasAllEnded);
            _machines.Close();
            Go(() => !_machines.Running.Any());
        }
    }

    private void Go(Func<bool> isOver)
    {
        var end = _world.Elapsed + Longest;
        while (!isOver() && _world.Elapsed < end && _world.Next())
        {
            _machines.Supervise();
        }
    }

    private bool HasAllEnded() => _store.Waiting == 0;

    private void Calm()
    {
        _isCalm = true;
        _store.Faults.Cease();
        _receivers.Cease();
        _operators.Mend();
    }

    private void Disturb()
    {
        if (_isCalm)
        {
            return;
        }

        switch (_world.Random.Next(12))
        {
            case 0 when Plan.Crashes:
                Any(process => process.Crash());
                break;
            case 1 when Plan.Crashes:
                Any(process => process.Stop());
                break;
            case 2 when Plan.Pauses:
                Any(process => process.Pause(_world.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100))));
                break;
            case 3 when Plan.StoreFailures:
                (_store.Faults.Before, _store.Faults.After, _store.Faults.Slow) = (Rate(), Rate(), Rate());
                break;
            case 4 when Plan.ClockJumps:
                JumpClock();
                break;
            case 5 or 6 when Plan.NetworkFaults:
                _receivers.Set(_users.AnyEndpoint, (Mood)_world.Random.Next(5));
                break;
            case 7 when Plan.Operators:
                _operators.Act();
                break;
            default:
                // Now and then a burst, longer than the slots can take at once.
                for (var burst = _world.Chance(0.1) ? _world.Random.Next(30) : 1; burst > 0; burst--)
                {
                    _users.Publish();
                }

                break;
        }

        _world.At(_world.Between(TimeSpan.Zero, Plan.Pace * 2), null, Disturb);
    }

    private double Rate() => _world.Random.Next(3) * _world.Random.NextDouble() * 0.25;

    private void Any(Action<SimulatedProcess> disturb)
    {
        if (_machines.Any() is { } process)
        {
            disturb(process);
        }
    }

    private void JumpClock()
    {
        var by = _world.Between(TimeSpan.FromMinutes(-30), TimeSpan.FromMinutes(30));
        if (_world.Chance(0.5))
        {
            _store.Clock.Error += by;
            Ledger.Add(new Entry.Happened(_world.Elapsed, Disturbance.ClockJump, $"the store's clock jumps by {by}"));
            return;
        }

        Any(process =>
        {
            process.Life.ClockError += by;
            process.Note(Disturbance.ClockJump, $"its clock jumps by {by}");
        });
    }
}
