using System.Data;
using System.Data.Common;
using Npgsql;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>Finds out whether events can be stored in a transaction that a caller gives.</summary>
internal static class CallersTransaction
{
    /// <returns>The connection that the transaction is on.</returns>
    /// <exception cref="TransactionRefusedException">They cannot; nothing was sent to the server.</exception>
    /// <exception cref="InvalidOperationException">Not now: its connection is in use.</exception>
    internal static NpgsqlConnection ConnectionOf(DbTransaction transaction, string? database)
    {
        if (transaction is not NpgsqlTransaction own)
        {
            throw new TransactionRefusedException(
                TransactionRefusal.OtherProvider,
                $"The transaction is a {transaction.GetType().FullName}; a PostgreSQL store needs an Npgsql.NpgsqlTransaction. With EF Core that is Database.CurrentTransaction.GetDbTransaction().");
        }

        if (FindConnection(own) is not { } connection)
        {
            throw new TransactionRefusedException(
                TransactionRefusal.Ended, "The transaction has been committed, rolled back or disposed, or its connection is closed. Publish before you commit it.");
        }

        if (connection.FullState != ConnectionState.Open)
        {
            throw new InvalidOperationException("The connection of the transaction is still busy with another command. Dispose its reader, or await the command, and publish then.");
        }

        // Where a connection string leaves it out, the environment names it, and nobody else knows.
        var isOther = !string.IsNullOrEmpty(database) && connection.Database.Length > 0 && !string.Equals(connection.Database, database, StringComparison.Ordinal);
        return !isOther ? connection : throw new TransactionRefusedException(
            TransactionRefusal.OtherDatabase,
            $"The transaction is on database '{connection.Database}', the webhooks are in '{database}'; no transaction reaches over both. Give UsePostgreSql the application's own database.");
    }

    private static NpgsqlConnection? FindConnection(NpgsqlTransaction transaction)
    {
        try
        {
            // Reading it fails once the transaction has ended.
            _ = transaction.IsolationLevel;
            return transaction.Connection is { State: ConnectionState.Open } connection ? connection : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
