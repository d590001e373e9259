using Npgsql;
using WebhookDispatch.Benchmarks.ByHand;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>One table, one prepared statement for each group.</summary>
internal sealed class HandWrittenPostgres : IHandWrittenStore, IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insert;
    private readonly Groups<(string Id, byte[] Body)> _groups;

    public HandWrittenPostgres(string database)
    {
        _connection = new NpgsqlConnection(database);
        _connection.Open();
        using (var prepare = new NpgsqlCommand("CREATE TABLE seen (id text COLLATE \"C\" PRIMARY KEY, body bytea NOT NULL)", _connection))
        {
            prepare.ExecuteNonQuery();
        }

        _insert = new NpgsqlCommand("INSERT INTO seen (id, body) SELECT unnest($1), unnest($2) ON CONFLICT DO NOTHING", _connection)
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = [] }, new NpgsqlParameter<byte[][]> { TypedValue = [] } },
        };
        _insert.Prepare();
        _groups = new Groups<(string Id, byte[] Body)>(StoreAsync);
    }

    public ValueTask StoreOnceAsync(string id, byte[] body) => new(_groups.WriteAsync((id, body)));

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private Task<int> StoreAsync(IReadOnlyList<(string Id, byte[] Body)> group)
    {
        ((NpgsqlParameter<string[]>)_insert.Parameters[0]).TypedValue = [.. group.Select(one => one.Id)];
        ((NpgsqlParameter<byte[][]>)_insert.Parameters[1]).TypedValue = [.. group.Select(one => one.Body)];
        return _insert.ExecuteNonQueryAsync();
    }
}
