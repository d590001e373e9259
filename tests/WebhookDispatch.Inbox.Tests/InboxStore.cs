using WebhookDispatch.PostgreSql;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.Sqlite;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>A store for an inbox, for as long as a test lasts.</summary>
internal sealed class InboxStore : IDisposable
{
    private static int _last;

    private readonly string _kind;
    private readonly string _connectionString;
    private readonly string _schema = $"inbox_{Interlocked.Increment(ref _last)}";
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("webhook-inbox-");

    private InboxStore(string kind, string connectionString = "")
    {
        _kind = kind;
        _connectionString = connectionString;
    }

    /// <summary>Every kind of store an inbox can have.</summary>
    internal static TheoryData<string> Kinds => ["memory", "sqlite", "postgresql"];

    internal static InboxStore InMemory() => new("memory");

    internal static InboxStore InFile() => new("sqlite");

    internal static async Task<InboxStore> CreateAsync(string kind, SharedServer server) =>
        kind == "postgresql" ? new InboxStore(kind, await (await server.GetAsync()).DatabaseAsync("inbox")) : new InboxStore(kind);

    internal void Use(IWebhookDispatchBuilder builder) => _ = _kind switch
    {
        "postgresql" => builder.UsePostgreSql(_connectionString, options => options.Schema = _schema),
        "sqlite" => builder.UseSqlite(Path.Combine(_directory.FullName, "inbox.db")),
        _ => builder.UseInMemoryStore(),
    };

    public void Dispose() => _directory.Delete(recursive: true);
}
