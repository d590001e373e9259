using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Schemas;

/// <summary>Brings the schema up to date, once however many processes start at once, and refuses one that it cannot work with.</summary>
internal sealed partial class StoreSchema(NpgsqlDataSource source, SqlText sql, StatementTerms terms, string name, ILogger logger)
{
    private const int OldestServer = 13;

    // A migration may have to rewrite a table, and the others wait for it.
    private const int MigrationSeconds = 3600;

    private int Newest => sql.Migrations[^1].Version;

    internal async Task PrepareAsync(bool mayMigrate, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await StoreSource.OpenAsync(source, name, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await PrepareAsync(connection, mayMigrate, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw StoreTroubles.Describe(exception, name);
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection, bool mayMigrate, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw new StoreUnavailableException(
                StoreTrouble.NotOurs, $"{name} is on PostgreSQL {connection.PostgreSqlVersion}; use {OldestServer} or later.");
        }

        var found = await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found.IsStandby)
        {
            throw new StoreUnavailableException(
                StoreTrouble.ReadOnly, $"{name} is on a standby, which takes no writes. Connect to the primary; of several hosts, Host=one,two, the store finds it by itself.");
        }

        if (found.Encoding is not ("UTF8" or "SQL_ASCII"))
        {
            throw new StoreUnavailableException(
                StoreTrouble.NotOurs, $"{name} has the encoding {found.Encoding}, which lacks characters that receivers answer with. Use a database with the encoding UTF8.");
        }

        if (!IsUsable(found))
        {
            await MigrateAsync(connection, found, mayMigrate, cancellationToken).ConfigureAwait(false);
        }

        if (found.Lossy.Length > 0)
        {
            Log.Lossy(logger, name, found.Lossy);
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, SchemaState looked, bool mayMigrate, CancellationToken cancellationToken)
    {
        if (!mayMigrate)
        {
            throw new StoreUnavailableException(
                StoreTrouble.OlderSchema,
                string.Create(CultureInfo.InvariantCulture, $"{name} has version {looked.Version} of the schema, and this version of the library needs {Newest}. Run the script of the schema, or set PostgreSql.MigrateOnOpen."));
        }

        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await DoAsync(connection, sql[Query.LockSchema], $"WebhookDispatch schema {sql.Schema}", cancellationToken).ConfigureAwait(false);
            var found = await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            if (IsUsable(found))
            {
                return;
            }

            if (!found.HasSchema)
            {
                // Only then: whether it exists or not, the server asks for the right to make one.
                await DoAsync(connection, sql[Query.CreateSchema], null, cancellationToken).ConfigureAwait(false);
            }

            foreach (var migration in sql.Migrations.Where(migration => migration.Version > found.Version))
            {
                await DoAsync(connection, migration.Sql, null, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <exception cref="StoreUnavailableException">It is newer, and says that this version no longer works with it.</exception>
    private bool IsUsable(SchemaState found) => found.WorksWith > Newest
        ? throw new StoreUnavailableException(
            StoreTrouble.NewerSchema,
            string.Create(CultureInfo.InvariantCulture, $"{name} has version {found.Version} of the schema, for versions of the library that know {found.WorksWith} or later; this one knows {Newest}. Use a newer version, or restore a backup from before."))
        : found.Version >= Newest;

    private async Task<SchemaState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (isStandby, hasVersions, hasSchema, encoding, lossy) = await AskAsync(
            connection, sql[Query.ReadServer], sql.Schema, row => (row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2), row.GetString(3), row.GetString(4)), cancellationToken).ConfigureAwait(false);
        var (version, worksWith) = hasVersions
            ? await AskAsync(connection, sql[Query.ReadVersion], null, row => (row.GetInt32(0), row.GetInt32(1)), cancellationToken).ConfigureAwait(false)
            : (0, 0);
        return new SchemaState(isStandby, hasSchema, encoding, lossy, version, worksWith);
    }

    private async Task<TRow> AskAsync<TRow>(
        NpgsqlConnection connection, string text, string? value, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken)
        where TRow : struct
    {
        var command = new NpgsqlCommand(text, connection) { CommandTimeout = terms.TimeoutSeconds };
        await using (command.ConfigureAwait(false))
        {
            Bind(command, value);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? read(reader) : default;
            }
        }
    }

    private static async Task DoAsync(NpgsqlConnection connection, string text, string? value, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection) { CommandTimeout = MigrationSeconds };
        await using (command.ConfigureAwait(false))
        {
            Bind(command, value);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Bind(NpgsqlCommand command, string? value)
    {
        if (value is not null)
        {
            command.Parameters.Text(value);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3102, LogLevel.Warning, "{Store} is used with {Settings}: events that were acknowledged may be lost when the server crashes. Set it on for the role or the database, and restart.")]
        internal static partial void Lossy(ILogger logger, string store, string settings);
    }
}
