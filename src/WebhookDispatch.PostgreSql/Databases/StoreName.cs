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
        var hosts = (settings.Host ?? "").Split(',', StringSplitOptions.TrimEntries).Select(host => WithPort(host, settings.Port));
        var database = DatabaseOf(connectionString) is { Length: > 0 } named ? $"database '{named}'" : "database (the one that the environment names)";
        return $"PostgreSQL {database} at {string.Join(" or ", hosts)}, schema '{schema}',";
    }

    /// <summary>A host of several may name its own port; an IPv6 address has colons of its own, and then stands in brackets before a port.</summary>
    private static string WithPort(string host, int port)
    {
        var colon = host.LastIndexOf(':');
        var hasPort = colon > 0 && (colon == host.IndexOf(':', StringComparison.Ordinal) || host[colon - 1] == ']');
        return hasPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
    }
}
