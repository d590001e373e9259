using Microsoft.Data.Sqlite;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>What SQLite itself says of a store's file.</summary>
internal static class StoreIntegrity
{
    /// <returns><c>ok</c>, or what is wrong.</returns>
    internal static string Of(string file) => (string)Read(file, "PRAGMA integrity_check");

    /// <returns>How long lies between the first and the last attempt, by the clocks of those who made them.</returns>
    internal static TimeSpan SpreadOfAttempts(string file) => TimeSpan.FromMicroseconds((long)Read(
        file, "SELECT max(started_at) - min(started_at) FROM (SELECT started_at FROM attempt UNION ALL SELECT started_at FROM delivery)"));

    private static object Read(string file, string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }
}
