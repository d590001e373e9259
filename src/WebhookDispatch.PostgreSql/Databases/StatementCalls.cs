using Npgsql;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>The usual shapes of answers.</summary>
internal static class StatementCalls
{
    /// <summary>Every row.</summary>
    internal static ValueTask<List<TRow>> ListAsync<TRow>(
        this IStatements statements, Query query, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken) =>
        statements.RunAsync(
            query,
            bind,
            async reader =>
            {
                var rows = new List<TRow>();
                while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            cancellationToken);

    /// <summary>How many rows were changed.</summary>
    internal static ValueTask<int> ChangeAsync(this IStatements statements, Query query, Action<NpgsqlParameterCollection> bind, CancellationToken cancellationToken) =>
        statements.RunAsync(query, bind, async reader =>
        {
            await reader.CloseAsync().ConfigureAwait(false);
            return Math.Max(0, reader.RecordsAffected);
        }, cancellationToken);
}
