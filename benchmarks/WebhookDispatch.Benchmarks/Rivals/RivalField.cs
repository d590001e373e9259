using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Quartz;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Benchmarks.Stored;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>Everything that is compared, and the servers it needs. What cannot run here is left out, and said so.</summary>
internal sealed class RivalField(Uri receiver, Action<string> tell) : IAsyncDisposable
{
    private const int MostOutstanding = 512;
    private const int Bulk = 100;

    // Durable commits and the room that its documentation advises for writing.
    private const string PostgresSettings = "-c max_connections=300 -c shared_buffers=512MB -c max_wal_size=4GB";

    private readonly TemporaryFolder _folder = new();
    private readonly List<IRival> _rivals = [];
    private PostgresServer? _postgres;
    private RedisServer? _redis;

    public IReadOnlyList<IRival> Rivals => _rivals;

    private Uri Url => new(receiver, "/hooks/rival");

    /// <summary>Adds the ones asked for; the first is the limit and the second is ours.</summary>
    public async Task AddAsync(Func<string, bool> wanted)
    {
        var raw = new RawParty(Url, SamplePayload.Create());
        _rivals.Add(new PartyRival(raw, "64 callers of HttpClient, nothing stored, unsigned", () => Dispose(raw)));
        await AddOursAsync(RivalNames.Ours, _folder.PathOf("ours.db"));
        if (wanted(RivalNames.OutboxOnSqlite))
        {
            await AddOutboxAsync(RivalNames.OutboxOnSqlite, options => options.UseSqlite($"Data Source={_folder.PathOf("outbox.db")}"));
        }

        if (wanted(RivalNames.QuartzOnSqlite))
        {
            await AddQuartzAsync(RivalNames.QuartzOnSqlite, store => store.UseSqlite(SqliteFactory.Instance, WriteAheadFile("quartz.db")));
        }

        if (RivalNames.OnPostgres.Any(wanted))
        {
            await AddOnPostgresAsync(wanted);
        }

        if (RivalNames.OnRedis.Any(wanted) && IsNodeThere())
        {
            await AddOnRedisAsync(wanted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var rival in _rivals)
        {
            await rival.DisposeAsync();
        }

        _redis?.Dispose();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task AddOursAsync(string name, string where)
    {
        var audience = new Audience(100, i => new Uri(receiver, $"/hooks/{i}"));
        var watch = new DeliveryWatch(MostOutstanding);
        var host = await StoredHost.StartAsync(where, audience.Endpoints, watch);
        _rivals.Add(new PartyRival(
            new ClosedLoopParty(name, host, audience, watch), "all defaults, 100 endpoints, attempt history kept", host.DisposeAsync, warmUp: 20_000));
    }

    private async Task AddOutboxAsync(string name, Action<DbContextOptionsBuilder> configure)
    {
        var options = new DbContextOptionsBuilder<OutboxContext>();
        configure(options);
        var contexts = new PooledDbContextFactory<OutboxContext>(options.Options);
        await using (var context = await contexts.CreateDbContextAsync())
        {
            await context.Database.EnsureCreatedAsync();
        }

        Add(new OutboxParty(name, contexts, Url), OutboxParty.Settings, warmUp: 2000);
    }

    private async Task AddQuartzAsync(string name, Action<IPersistentStoreBuilder> useDatabase) =>
        Add(await QuartzParty.StartAsync(name, Url, useDatabase), QuartzParty.Settings, warmUp: 1000);

    private void Add(QueuedParty party, string settings, int warmUp) => _rivals.Add(new PartyRival(party, settings, party.DisposeAsync, warmUp));

    // As EF Core makes its files: readers and the writer do not wait for each other.
    private string WriteAheadFile(string name)
    {
        var connectionString = $"Data Source={_folder.PathOf(name)}";
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = new SqliteCommand("PRAGMA journal_mode = WAL", connection);
        _ = command.ExecuteScalar();
        return connectionString;
    }

    private async Task AddOnPostgresAsync(Func<string, bool> wanted)
    {
        if (PostgresServer.Missing is { } missing)
        {
            tell(missing);
            return;
        }

        _postgres = await PostgresServer.StartAsync(PostgresSettings);
        if (wanted(RivalNames.OursOnPostgres))
        {
            await AddOursAsync(RivalNames.OursOnPostgres, await _postgres.DatabaseAsync("ours"));
        }

        if (wanted(RivalNames.OutboxOnPostgres))
        {
            var connection = await _postgres.DatabaseAsync("outbox");
            await AddOutboxAsync(RivalNames.OutboxOnPostgres, options => options.UseNpgsql(connection));
        }

        if (wanted(RivalNames.QuartzOnPostgres))
        {
            var connection = await _postgres.DatabaseAsync("quartz");
            await AddQuartzAsync(RivalNames.QuartzOnPostgres, store => store.UsePostgres(NpgsqlFactory.Instance, connection));
        }

        if (RivalNames.OfNodeOnPostgres.Any(wanted) && IsNodeThere())
        {
            AddNode(wanted, RivalNames.PgBoss, ("pg-boss", 1), "4 workers, batchSize 512, polls every 0.5 s (its least)", ConnectAsync);
            AddNode(wanted, RivalNames.PgBossBulk, ("pg-boss", Bulk), "insert of 100, 4 workers, batchSize 1000, polls every 0.5 s", ConnectAsync);
            AddNode(wanted, RivalNames.Graphile, ("graphile-worker", 1), "concurrency 64, LISTEN/NOTIFY, polls every 1 s", ConnectAsync);
            AddNode(wanted, RivalNames.GraphileBulk, ("graphile-worker", Bulk), "addJobs of 100, concurrency 64, LISTEN/NOTIFY, polls every 1 s", ConnectAsync);
        }
    }

    private async Task AddOnRedisAsync(Func<string, bool> wanted)
    {
        _redis = await RedisServer.TryStartAsync();
        if (_redis is not { } redis)
        {
            tell($"{string.Join(" and ", RivalNames.OnRedis.Where(wanted))}: left out, there is no redis-server. Install it so that it is found.");
            return;
        }

        const string server = "concurrency 64, removeOnComplete; Redis appendonly, appendfsync everysec";
        AddNode(wanted, RivalNames.BullMq, ("bullmq", 1), server, _ => Task.FromResult(redis.Url));
        AddNode(wanted, RivalNames.BullMqBulk, ("bullmq", Bulk), "addBulk of 100, " + server, _ => Task.FromResult(redis.Url));
    }

    private void AddNode(Func<string, bool> wanted, string name, (string Script, int AtOnce) mode, string settings, Func<string, Task<string>> connect)
    {
        if (wanted(name))
        {
            _rivals.Add(new NodeRival(name, mode, settings, () => connect(name), Url));
        }
    }

    private async Task<string> ConnectAsync(string database)
    {
        var parts = new NpgsqlConnectionStringBuilder(await _postgres!.DatabaseAsync(database));
        return $"postgres://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}";
    }

    private bool IsNodeThere()
    {
        var isThere = NodeFolder.TryPrepare();
        if (!isThere)
        {
            tell("Those of Node.js: left out, npm could not install them. Install Node.js 20 or later and npm, and see that npm reaches its registry.");
        }

        return isThere;
    }

    private static ValueTask Dispose(RawParty raw)
    {
        raw.Dispose();
        return ValueTask.CompletedTask;
    }
}
