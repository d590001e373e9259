using Microsoft.Data.Sqlite;
using WebhookDispatch.Benchmarks.ByHand;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>One table, one statement, a commit for each group.</summary>
internal sealed class HandWrittenSqlite : IHandWrittenStore, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly Groups<(string Id, byte[] Body)> _groups;

    public HandWrittenSqlite(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        using var prepare = _connection.CreateCommand();
        prepare.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE seen (id TEXT PRIMARY KEY, body BLOB NOT NULL)";
        prepare.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT OR IGNORE INTO seen (id, body) VALUES ($id, $body)";
        _insert.Parameters.Add("$id", SqliteType.Text);
        _insert.Parameters.Add("$body", SqliteType.Blob);
        _groups = new Groups<(string Id, byte[] Body)>(StoreAsync);
    }

    public ValueTask StoreOnceAsync(string id, byte[] body) => new(_groups.WriteAsync((id, body)));

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private Task StoreAsync(IReadOnlyList<(string Id, byte[] Body)> group)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (var (id, body) in group)
        {
            (_insert.Parameters[0].Value, _insert.Parameters[1].Value) = (id, body);
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return Task.CompletedTask;
    }
}
