using WebhookDispatch.Simulation.Tests.Checking;
using WebhookDispatch.Simulation.Tests.Network;
using WebhookDispatch.Simulation.Tests.Stores;

namespace WebhookDispatch.Simulation.Tests.Processes;

/// <summary>The places where processes run: one that ends is followed by another, as a supervisor sees to it.</summary>
internal sealed class Machines(World world, Ledger ledger, SharedStore store, Receivers receivers, Plan plan) : IAsyncDisposable
{
    private readonly List<SimulatedProcess> _all = [];
    private readonly SimulatedProcess?[] _running = new SimulatedProcess?[plan.Dispatchers];
    private bool _closing;

    internal IReadOnlyList<SimulatedProcess> All => _all;

    internal IEnumerable<SimulatedProcess> Running => _running.OfType<SimulatedProcess>().Where(process => !process.HasEnded);

    internal void Start()
    {
        _closing = false;
        for (var place = 0; place < _running.Length; place++)
        {
            Start(place);
        }
    }

    /// <summary>Begins a new life wherever the last one has ended.</summary>
    internal void Supervise()
    {
        for (var place = 0; place < _running.Length; place++)
        {
            if (!_closing && _running[place] is { HasEnded: true })
            {
                _running[place] = null;
                var free = place;
                world.At(world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)), null, () => Start(free));
            }
        }
    }

    /// <summary>One that can be asked for something now.</summary>
    internal SimulatedProcess? Any()
    {
        var serving = Running.Where(process => process.Serves).ToList();
        return serving.Count == 0 ? null : serving[world.Random.Next(serving.Count)];
    }

    /// <summary>Stops all of them for good.</summary>
    internal void Close()
    {
        _closing = true;
        foreach (var process in Running.ToList())
        {
            process.Stop();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all)
        {
            await process.DisposeAsync();
        }
    }

    private void Start(int place)
    {
        if (!_closing)
        {
            var process = new SimulatedProcess($"p{_all.Count + 1}", world, ledger, store, receivers, plan);
            _all.Add(process);
            _running[place] = process;
            process.Start();
        }
    }
}
