using Npgsql;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>Makes the connections of a connection string.</summary>
internal static class StoreSource
{
    /// <exception cref="ArgumentException">It is not a connection string, or names no host.</exception>
    internal static NpgsqlConnectionStringBuilder Check(string connectionString, string parameter)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            // The text itself may hold a password.
            throw new ArgumentException($"The connection string cannot be read: {exception.Message} Write Host=…;Database=…;Username=…;Password=….", parameter, exception);
        }

        return string.IsNullOrWhiteSpace(settings.Host)
            ? throw new ArgumentException("The connection string names no host. Write Host=…;Database=…;Username=…;Password=….", parameter)
            : settings;
    }

    internal static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder settings)
    {
        // A transaction that is around where a connection is opened is the application's; the store's statements are not part of it.
        settings.Enlist = false;
        settings.NoResetOnClose = true;
        settings.ApplicationName ??= "WebhookDispatch";
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        return builder.EnableArrays().EnableTransportSecurity().Build();
    }
}
