using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Npgsql;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Operating;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>
/// Publishes into a PostgreSQL server that three processes deliver from, while processes, connections and the server itself fail,
/// and keeps the ledgers: what was accepted, and what the receiver got.
/// </summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    internal const int Dispatchers = 3;
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private const int MostOutstanding = 300;

    private readonly RecordingReceiver _receiver;
    private readonly DispatchHost _publisher;
    private readonly ConcurrentDictionary<string, int> _received = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _firstAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _room = new(MostOutstanding);
    private readonly CancellationTokenSource _enough = new();
    private readonly List<double> _recoveries = [];
    private readonly RunningProgram[] _dispatchers = new RunningProgram[Dispatchers];
    private readonly Task _publishing;
    private int _disturbed;

    private ClusterRun(PostgresServer server, RecordingReceiver receiver, DispatchHost publisher, string connectionString)
    {
        (Server, _receiver, _publisher, ConnectionString) = (server, receiver, publisher, connectionString);
        receiver.AnswerWith(Receive);
        for (var i = 0; i < Dispatchers; i++)
        {
            _dispatchers[i] = StartDispatcher();
        }

        _publishing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(PublishAsync)));
    }

    internal PostgresServer Server { get; }

    internal string ConnectionString { get; }

    internal static async Task<ClusterRun> StartAsync()
    {
        var server = await PostgresServer.StartAsync("-c max_connections=60");
        var connectionString = await server.DatabaseAsync("cluster");
        var receiver = await RecordingReceiver.StartAsync();
        var publisher = await DispatchHost.StartAsync(builder => builder.UsePostgreSql(connectionString), options => options.Dispatching.Enabled = false);
        await ((IWebhookEndpoints)publisher.Services.GetService(typeof(IWebhookEndpoints))!).AddAsync(Some.Endpoint(receiver));
        return new ClusterRun(server, receiver, publisher, connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        foreach (var dispatcher in _dispatchers)
        {
            await dispatcher.DisposeAsync();
        }

        await _publishing;
        await _publisher.DisposeAsync();
        await _receiver.DisposeAsync();
        await Server.DisposeAsync();
        _enough.Dispose();
        _room.Dispose();
    }

    /// <summary>Lets deliveries flow, disturbs them, and waits until what was accepted before has come.</summary>
    internal async Task DisturbAsync(Func<ClusterRun, Task> fault)
    {
        await FlowAsync(300);
        var waiting = _accepted.Keys.Where(id => !_received.ContainsKey(id)).ToList();
        await fault(this);
        _disturbed++;
        var since = Stopwatch.GetTimestamp();
        await WhenAsync(() => waiting.TrueForAll(_received.ContainsKey));
        _recoveries.AddRange(waiting.Select(id => Math.Max(0, Stopwatch.GetElapsedTime(since, _firstAt[id]).TotalMilliseconds)));
    }

    /// <summary>Waits until so many more have been delivered.</summary>
    internal Task FlowAsync(int deliveries)
    {
        var until = _received.Count + deliveries;
        return WhenAsync(() => _received.Count >= until);
    }

    internal async Task KillDispatcherAsync(int which)
    {
        await _dispatchers[which].DisposeAsync();
        _dispatchers[which] = StartDispatcher();
    }

    /// <summary>Stops a dispatcher where it stands, for longer than its claims hold, and lets it go on.</summary>
    internal async Task FreezeDispatcherAsync(int which)
    {
        await _dispatchers[which].SignalAsync("STOP");
        await Task.Delay(Lease + TimeSpan.FromSeconds(1), TimeProvider.System);
        await _dispatchers[which].SignalAsync("CONT");
    }

    internal Task EndConnectionsAsync(string which) =>
        Server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cluster' AND pid <> pg_backend_pid() AND {which}");

    /// <summary>Publishes no more and waits until nothing waits.</summary>
    internal async Task<(CrashReport Report, DeliveryCounts Counts)> FinishAsync()
    {
        await _enough.CancelAsync();
        await _publishing;
        await WhenAsync(() => _accepted.Keys.All(_received.ContainsKey));
        DeliveryCounts counts;
        do
        {
            counts = await _publisher.Store.CountDeliveriesAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        while (counts.Waiting > 0);

        return (CrashReport.Of(_disturbed * Dispatchers, [.. _accepted.Keys], _received, _recoveries), counts);
    }

    /// <summary>Deliveries that a stale outcome took away from delivered: none, whatever was frozen.</summary>
    internal async Task<long> OverwrittenAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM webhooks.delivery AS d WHERE d.state <> 1 OR d.sequence IS NULL AND NOT EXISTS (SELECT 1 FROM webhooks.attempt AS a WHERE a.delivery = d.id AND a.outcome = 'delivered')");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task PublishAsync()
    {
        while (!_enough.IsCancellationRequested)
        {
            await _room.WaitAsync(_enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var webhookEvent = WebhookEvent.FromBytes("crash.test", "{}"u8);

            // Nobody knows whether a commit whose answer was lost came through: the same event is published until it is answered.
            while (!_accepted.ContainsKey(webhookEvent.Id))
            {
                try
                {
                    await _publisher.Publisher.PublishAsync(webhookEvent);
                    _accepted[webhookEvent.Id] = Stopwatch.GetTimestamp();
                }
                catch (StoreUnavailableException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
            }
        }
    }

    private Task Receive(ReceivedRequest request, HttpContext context)
    {
        var id = request.Header("webhook-id")!;
        if (_received.AddOrUpdate(id, 1, static (_, times) => times + 1) == 1)
        {
            _firstAt[id] = Stopwatch.GetTimestamp();
            _room.Release();
        }

        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static async Task WhenAsync(Func<bool> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!reached())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    private RunningProgram StartDispatcher() =>
        ConsoleSenderProgram.Start("dispatch", "--store", ConnectionString, "--allow-loopback", "--timeout", "1500ms", "--lease", "3s");
}
