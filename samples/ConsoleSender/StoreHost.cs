using CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch;
using WebhookDispatch.Operating;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Publishing;
using WebhookDispatch.Sqlite;

namespace ConsoleSender;

/// <summary>A host on a store, as an application has it: it publishes, operates, and dispatches if it is told to.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly IHost _host;

    private StoreHost(IHost host) => _host = host;

    public IWebhookPublisher Publisher => _host.Services.GetRequiredService<IWebhookPublisher>();

    public IWebhookEndpoints Endpoints => _host.Services.GetRequiredService<IWebhookEndpoints>();

    public IWebhookDeliveries Deliveries => _host.Services.GetRequiredService<IWebhookDeliveries>();

    /// <exception cref="WebhookDispatch.Stores.StoreUnavailableException">The store cannot be used.</exception>
    public static async Task<StoreHost> StartAsync(StoreArguments arguments, CancellationToken stopping)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        // The dispatcher's own grace period comes first, whatever it is.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Logging
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Error)
            // A store that cannot be used is told in one line; the host would print its stack as well.
            .AddFilter("Microsoft", LogLevel.None);
        var dispatch = builder.Services
            .AddWebhookDispatch(options =>
            {
                options.Egress.AllowLoopback = arguments.AllowLoopback;
                options.Dispatching.Enabled = arguments.Dispatches;
                options.Dispatching.LeaseDuration = arguments.Lease;
                options.Dispatching.ShutdownGrace = arguments.Grace ?? options.Dispatching.ShutdownGrace;
                options.Sending.AttemptTimeout = arguments.Timeout ?? options.Sending.AttemptTimeout;
                options.Sending.ConnectTimeout = options.Sending.ConnectTimeout < options.Sending.AttemptTimeout ? options.Sending.ConnectTimeout : options.Sending.AttemptTimeout;
                if (arguments.Schedule is { } delays)
                {
                    // A short schedule is for trying things out: an open circuit then waits no longer than the schedule does.
                    options.Schedule.RetryDelays = [.. delays];
                    options.Schedule.OverloadDelay = TimeSpan.Zero;
                    options.CircuitBreaker.BreakDuration = TimeSpan.FromTicks(Math.Max(delays.Max().Ticks, TimeSpan.TicksPerSecond / 2));
                    options.CircuitBreaker.MaxBreakDuration = options.CircuitBreaker.BreakDuration;
                }
            });
        Use(dispatch, arguments);
        if (arguments.Dispatches)
        {
            dispatch.AddObserver<AttemptLines>();
        }

        builder.Services.AddSingleton<IHostedService>(new StopLine(stopping));
        var host = builder.Build();
        try
        {
            await host.StartAsync(stopping);
            return new StoreHost(host);
        }
        catch
        {
            await DisposeAsync(host);
            throw;
        }
    }

    /// <summary>Waits until no delivery is waiting, or until stopped.</summary>
    public async Task WhenEmptyAsync(CancellationToken stopping)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while ((await Deliveries.CountAsync(stopping)).Waiting > 0)
            {
                await look.WaitForNextTickAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl+C: the last line says what is still waiting.
        }
    }

    /// <summary>Stops dispatching and prints where the store's deliveries stand.</summary>
    public async Task PrintCountsAsync()
    {
        await _host.StopAsync();
        var counts = await Deliveries.CountAsync();
        Console.WriteLine($"delivered={counts.Delivered} dead={counts.Dead} pending={counts.Waiting}");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await DisposeAsync(_host);
    }

    private static void Use(IWebhookDispatchBuilder dispatch, StoreArguments arguments)
    {
        try
        {
            _ = arguments.IsPostgreSql ? dispatch.UsePostgreSql(arguments.Store) : dispatch.UseSqlite(arguments.Store);
        }
        catch (ArgumentException exception)
        {
            throw new BadArgumentException($"--store: {exception.Message.Split(" (Parameter", 2)[0]}");
        }
    }

    private static ValueTask DisposeAsync(IHost host) => ((IAsyncDisposable)host).DisposeAsync();
}
