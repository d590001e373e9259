using SQLitePCL;

namespace WebhookDispatch.Sqlite.Databases;

/// <summary>What SQLite answered instead of OK.</summary>
internal sealed class SqliteFailure(int extendedCode, string text)
    : Exception($"SQLite {extendedCode}: {text}")
{
    /// <summary>The primary code, such as <c>SQLITE_FULL</c>.</summary>
    internal int Code { get; } = extendedCode & 0xff;

    /// <summary>Whether only the statement was at fault, not the file or the disk.</summary>
    internal bool IsOfTheStatement => Code is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_ERROR;

    internal static SqliteFailure From(sqlite3 connection, int result) =>
        new(result, connection.IsInvalid ? raw.sqlite3_errstr(result).utf8_to_string() : raw.sqlite3_errmsg(connection).utf8_to_string());
}
