using Npgsql;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>Columns as the library has them: instants in UTC, nulls as nulls.</summary>
internal static class ReadColumns
{
    internal static DateTimeOffset Instant(this NpgsqlDataReader row, int column) => new(row.GetFieldValue<DateTime>(column));

    internal static DateTimeOffset? InstantOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Instant(column);

    internal static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static int? IntOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    internal static long? LongOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    internal static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
