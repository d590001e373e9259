using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Observing;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Publishing;
using WebhookDispatch.Sqlite;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>An application that publishes and delivers, with nobody listening to its logs and metrics.</summary>
internal sealed class StoredHost : IAsyncDisposable
{
    private readonly IHost _host;

    private StoredHost(IHost host) => _host = host;

    public IWebhookPublisher Publisher => _host.Services.GetRequiredService<IWebhookPublisher>();

    public IWebhookStore Store => _host.Services.GetRequiredService<IWebhookStore>();

    /// <param name="path">The SQLite file, or a PostgreSQL connection string; <see langword="null"/> keeps events in memory.</param>
    /// <param name="endpoints">Who listens.</param>
    /// <param name="observer">Who is told of deliveries.</param>
    /// <param name="configure">What differs from the defaults, besides that loopback may be reached.</param>
    public static async Task<StoredHost> StartAsync(
        string? path, IEnumerable<WebhookEndpoint> endpoints, IWebhookObserver observer, Action<WebhookDispatchOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var dispatch = builder.Services.AddWebhookDispatch(options =>
        {
            options.Egress.AllowLoopback = true;

            // What is in flight when a run ends was not to be measured.
            options.Dispatching.ShutdownGrace = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        _ = path is null ? dispatch.UseInMemoryStore()
            : path.StartsWith("Host=", StringComparison.Ordinal) ? dispatch.UsePostgreSql(path)
            : dispatch.UseSqlite(path);
        dispatch.AddObserver(observer);
        foreach (var endpoint in endpoints)
        {
            dispatch.AddEndpoint(endpoint);
        }

        var host = builder.Build();
        await host.StartAsync();
        return new StoredHost(host);
    }

    /// <summary>What the store has done so far, as far as it counts.</summary>
    public async Task<StoreWork> ReadWorkAsync() =>
        Store is SqliteWebhookStore sqlite
            ? new StoreWork(sqlite.Writer.Committed.Transactions, await sqlite.Writer.WriteAsync(session => session.Database.StatementRuns, CancellationToken.None))
            : default;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
