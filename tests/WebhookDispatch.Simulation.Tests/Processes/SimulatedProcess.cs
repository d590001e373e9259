using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.Operating;
using WebhookDispatch.Publishing;
using WebhookDispatch.Retries;
using WebhookDispatch.Simulation.Tests.Checking;
using WebhookDispatch.Simulation.Tests.Network;
using WebhookDispatch.Simulation.Tests.Stores;

namespace WebhookDispatch.Simulation.Tests.Processes;

/// <summary>One application process: the library as a user registers it, on the shared store and the simulated network.</summary>
internal sealed class SimulatedProcess : IAsyncDisposable
{
    private readonly World _world;
    private readonly Ledger _ledger;
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _started = [];

    internal SimulatedProcess(string name, World world, Ledger ledger, SharedStore store, Receivers receivers, Plan plan)
    {
        _world = world;
        _ledger = ledger;
        Life = new Life(world, name);
        var clock = new LifeClock(world, Life);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<RandomSource>(new SeededRandom(world));
        services.AddWebhookDispatch(plan.Configure)
            .UseStore(_ => new ConnectedStore(world, Life, store))
            .HttpClient.ConfigurePrimaryHttpMessageHandler(() => new SimulatedHandler(Life, clock, receivers));
        _services = services.BuildServiceProvider();
    }

    internal Life Life { get; }

    internal bool IsStarted { get; private set; }

    internal bool IsStopping { get; private set; }

    internal bool HasEnded { get; private set; }

    internal IWebhookPublisher Publisher => _services.GetRequiredService<IWebhookPublisher>();

    internal IWebhookEndpoints Endpoints => _services.GetRequiredService<IWebhookEndpoints>();

    internal IWebhookDeliveries Deliveries => _services.GetRequiredService<IWebhookDeliveries>();

    /// <summary>Whether it can be asked for something.</summary>
    internal bool Serves => IsStarted && !IsStopping && !Life.IsDead && Life.PausedUntil <= _world.Elapsed;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Lets it do something; what that throws for the store's sake is what its user would see.</summary>
    internal void Do(Func<SimulatedProcess, Task> act) => _world.Post(Life, _ => _ = act(this), null);

    internal void Start() => Do(async _ =>
    {
        try
        {
            foreach (var service in _services.GetServices<IHostedService>())
            {
                await service.StartAsync(CancellationToken.None);
                _started.Add(service);
            }

            IsStarted = true;
        }
        catch (IOException exception)
        {
            Note(Disturbance.Crash, $"could not start: {exception.Message}");
            End();
        }
    });

    /// <summary>Stops it as its host does on SIGTERM: the services in the reverse of the order in which they were started.</summary>
    internal void Stop()
    {
        IsStopping = true;
        Note(Disturbance.Stopping, "stops");
        Do(async _ =>
        {
            foreach (var service in _started.OfType<IHostedLifecycleService>())
            {
                await service.StoppingAsync(CancellationToken.None);
            }

            foreach (var service in Enumerable.Reverse(_started))
            {
                await service.StopAsync(CancellationToken.None);
            }

            Note(Disturbance.Stopped, "has stopped");
            End();
        });
    }

    /// <summary>Kills it, at whichever await each part of it stands.</summary>
    internal void Crash()
    {
        Note(Disturbance.Crash, "is killed");
        End();
    }

    internal void Pause(TimeSpan length)
    {
        Life.PausedUntil = _world.Elapsed + length;
        Note(Disturbance.Pause, $"stands still for {length.TotalSeconds:0} s");
    }

    internal void Note(Disturbance kind, string what) => _ledger.Add(new Entry.Happened(_world.Elapsed, kind, what) { Life = Life.Name });

    private void End()
    {
        HasEnded = true;
        Life.IsDead = true;
    }
}
