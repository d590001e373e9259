using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql;

/// <summary>Adds durable publishing on a PostgreSQL database.</summary>
public static class PostgreSqlBuilderExtensions
{
    /// <summary>
    /// Keeps events and deliveries in a schema of their own in the application's database. Any number of processes may publish
    /// and dispatch on it. PostgreSQL 13 or later.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="dataSource">
    /// The application's own connections; it disposes them. One that was built slim needs <c>EnableArrays</c>. Of one with several hosts that
    /// does not say which it is for, those to the primary.
    /// </param>
    /// <param name="configure">Sets options; faults stop the host when it starts.</param>
    /// <exception cref="ArgumentException"><paramref name="dataSource"/> multiplexes.</exception>
    /// <exception cref="InvalidOperationException">A store has been registered already.</exception>
    public static IWebhookDispatchBuilder UsePostgreSql(
        this IWebhookDispatchBuilder builder, NpgsqlDataSource dataSource, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        if (new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Multiplexing)
        {
            throw new ArgumentException("The data source multiplexes, and the store needs connections of its own to prepare statements and to listen. Give one without Multiplexing=true.", nameof(dataSource));
        }

        return Add(builder, () => StoreSource.ToPrimary(dataSource), ownsSource: false, configure);
    }

    /// <summary>
    /// Keeps events and deliveries in a schema of their own in the database of a connection string. Any number of processes may publish
    /// and dispatch on it. PostgreSQL 13 or later.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="connectionString">
    /// Such as <c>Host=db.example;Database=shop;Username=shop;Password=…</c>. Of several hosts, <c>Host=one,two</c>, it is the primary unless
    /// <c>Target Session Attributes</c> says otherwise.
    /// </param>
    /// <param name="configure">Sets options; faults stop the host when it starts.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is none, names no host, or is for standbys.</exception>
    /// <exception cref="InvalidOperationException">A store has been registered already.</exception>
    public static IWebhookDispatchBuilder UsePostgreSql(
        this IWebhookDispatchBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        var checkedString = StoreSource.Check(connectionString, nameof(connectionString));
        return Add(builder, () => StoreSource.Create(checkedString), ownsSource: true, configure);
    }

    private static IWebhookDispatchBuilder Add(
        IWebhookDispatchBuilder builder, Func<NpgsqlDataSource> source, bool ownsSource, Action<PostgreSqlStoreOptions>? configure)
    {
        builder.UseStore(provider => new PostgreSqlWebhookStore(
            source(),
            ownsSource,
            provider.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value,
            new Random(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgreSqlWebhookStore>>()));
        var options = builder.Services.AddOptionsWithValidateOnStart<PostgreSqlStoreOptions, PostgreSqlStoreOptionsValidator>();
        if (builder.IsInbox)
        {
            options.Configure(set => set.Schema = string.Equals(set.Schema, PostgreSqlStoreOptions.ForSending, StringComparison.Ordinal) ? PostgreSqlStoreOptions.ForInbox : set.Schema);
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }
}
