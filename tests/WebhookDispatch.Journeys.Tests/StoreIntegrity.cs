using Microsoft.Data.Sqlite;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>What SQLite itself says of a store's file.</summary>
internal static class StoreIntegrity
{
    /// <returns><c>ok</c>, or what is wrong.</returns>
    internal static string Of(string file)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }
}
