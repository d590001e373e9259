using System.Transactions;
using Npgsql;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>Where connections come from, and how they are opened.</summary>
internal static class StoreSource
{
    /// <exception cref="ArgumentException">It is not a connection string, or names no host.</exception>
    internal static NpgsqlConnectionStringBuilder Check(string connectionString, string parameter)
    {
        // Before the first value: a password may hold the same characters.
        if (connectionString.Split('=', 2)[0].Contains("://", StringComparison.Ordinal))
        {
            throw new ArgumentException("The connection string is a URL. Write Host=…;Database=…;Username=…;Password=….", parameter);
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException or KeyNotFoundException)
        {
            // Without what was thrown: its text repeats parts of the string, and a password with a semicolon in it is such a part.
            var where = exception is ArgumentException { ParamName: { } keyword } && new NpgsqlConnectionStringBuilder().ContainsKey(keyword)
                ? $"'{keyword}' has a value that it does not take"
                : "it holds something that is no keyword, or a value with a semicolon that is not in quotes";
            throw new ArgumentException($"The connection string cannot be read: {where}. Write Host=…;Database=…;Username=…;Password=….", parameter);
        }

        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw new ArgumentException("The connection string names no host. Write Host=…;Database=…;Username=…;Password=….", parameter);
        }

        if (HasSeveralHosts(settings) && IsForStandbys(settings.TargetSessionAttributes))
        {
            throw new ArgumentException(
                $"The connection string has Target Session Attributes={settings.TargetSessionAttributes}, and the store writes. Leave it out, which is for the primary, or set it to primary or read-write.", parameter);
        }

        try
        {
            // Settings that do not go together are found here, and nothing is connected to.
            Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString)).Dispose();
            return settings;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new ArgumentException($"The connection string cannot be used: {exception.Message.TrimEnd('.')}.", parameter, exception);
        }
    }

    internal static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder settings)
    {
        // A transaction that is around where a connection is opened is the application's; the store's statements are not part of it.
        settings.Enlist = false;

        // The store keeps connections for itself, prepares statements and listens: none of it goes through a shared one.
        settings.Multiplexing = false;
        settings.NoResetOnClose = true;
        settings.ApplicationName ??= "WebhookDispatch";
        if (HasSeveralHosts(settings))
        {
            settings.TargetSessionAttributes ??= "primary";
        }

        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        return builder.EnableArrays().EnableTransportSecurity().Build();
    }

    /// <summary>The same connections, but to the primary where nobody has said which of several hosts is meant: the store writes.</summary>
    internal static NpgsqlDataSource ToPrimary(NpgsqlDataSource source) =>
        source is NpgsqlMultiHostDataSource several && new NpgsqlConnectionStringBuilder(source.ConnectionString).TargetSessionAttributes is null
            ? several.WithTargetSession(TargetSessionAttributes.Primary)
            : source;

    /// <summary>How many connections there can be at once.</summary>
    internal static int RoomOf(NpgsqlDataSource source)
    {
        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return settings.Pooling ? settings.MaxPoolSize : int.MaxValue;
    }

    /// <summary>Opens a connection that is no part of the transaction that may be around its caller: others use it afterwards.</summary>
    /// <exception cref="StoreUnavailableException">There was none in time.</exception>
    internal static async ValueTask<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, string name, CancellationToken cancellationToken)
    {
        try
        {
            return Transaction.Current is null
                ? await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false)
                : await OpenApartAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception) when (exception.InnerException is TimeoutException)
        {
            throw StoreTroubles.DescribeMissing(exception, name);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException && HasSeveralHosts(new NpgsqlConnectionStringBuilder(source.ConnectionString)))
        {
            throw StoreTroubles.DescribeHosts(exception, name);
        }
    }

    private static bool HasSeveralHosts(NpgsqlConnectionStringBuilder settings) => settings.Host?.Contains(',', StringComparison.Ordinal) == true;

    private static bool IsForStandbys(string? attributes) =>
        attributes?.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() is "standby" or "preferstandby" or "readonly";

    // An application's own data source lets connections join the transaction of the code that opens them; this code has none.
    private static Task<NpgsqlConnection> OpenApartAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        Task<NpgsqlConnection> Open() => Task.Run(() => source.OpenConnectionAsync(cancellationToken).AsTask(), cancellationToken);
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Open();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Open();
        }
    }
}
