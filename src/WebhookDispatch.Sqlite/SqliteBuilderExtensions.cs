using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebhookDispatch.Sqlite.Files;

namespace WebhookDispatch.Sqlite;

/// <summary>Adds durable publishing on one SQLite file.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>
    /// Keeps events and deliveries in a SQLite file of their own, which is made when it does not exist. For one process: a
    /// second one is refused when it starts.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="pathOrConnectionString">The path of the file, on a local disk, or <c>Data Source=…</c> with it. Its directory must exist.</param>
    /// <param name="configure">Sets options; faults stop the host when it starts.</param>
    /// <exception cref="ArgumentException"><paramref name="pathOrConnectionString"/> names no file, or sets more than the file.</exception>
    /// <exception cref="InvalidOperationException">A store has been registered already.</exception>
    public static IWebhookDispatchBuilder UseSqlite(
        this IWebhookDispatchBuilder builder, string pathOrConnectionString, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(pathOrConnectionString);
        var path = StoreFile.Parse(pathOrConnectionString, nameof(pathOrConnectionString));
        builder.UseStore(provider => new SqliteWebhookStore(
            path,
            provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteWebhookStore>>()));
        var options = builder.Services.AddOptionsWithValidateOnStart<SqliteStoreOptions, SqliteStoreOptionsValidator>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }
}
