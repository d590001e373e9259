using System.Globalization;
using Npgsql;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>How messages call the store: where it is, never who connects with what.</summary>
internal static class StoreName
{
    internal static string? DatabaseOf(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return settings.Database ?? settings.Username;
    }

    internal static string Of(string connectionString, string schema)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return string.Create(
            CultureInfo.InvariantCulture, $"PostgreSQL database '{settings.Database ?? settings.Username}' at {settings.Host}:{settings.Port}, schema '{schema}',");
    }
}
