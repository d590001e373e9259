using WebhookDispatch.Sqlite;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>A store for an inbox, for as long as a test lasts.</summary>
internal sealed class InboxStore : IDisposable
{
    private readonly string _kind;
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("webhook-inbox-");

    internal InboxStore(string kind) => _kind = kind;

    /// <summary>Every kind of store an inbox can have.</summary>
    internal static TheoryData<string> Kinds => ["memory", "sqlite"];

    internal void Use(IWebhookDispatchBuilder builder) =>
        _ = _kind == "sqlite" ? builder.UseSqlite(Path.Combine(_directory.FullName, "inbox.db")) : builder.UseInMemoryStore();

    public void Dispose() => _directory.Delete(recursive: true);
}
