using Npgsql;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>
/// Runs statements on a connection within a transaction that somebody else begins and ends. On a connection of the application's own
/// they are not prepared, and no setting is left behind.
/// </summary>
internal sealed class TransactionStatements(NpgsqlConnection connection, SqlText sql, StatementTerms terms, string name) : IStatements
{
    public string? LockTimeout { get; init; }

    public bool MayFail => false;

    public async ValueTask<TResult> RunAsync<TResult>(
        Query query, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        try
        {
            var command = new NpgsqlCommand(sql[query], connection) { CommandTimeout = terms.TimeoutSeconds };
            await using (command.ConfigureAwait(false))
            {
                bind(command.Parameters);
                if (terms.Prepare)
                {
                    await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
                }

                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return await read(reader).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw StoreTroubles.Describe(exception, name);
        }
    }
}
