using System.Net.Sockets;
using Npgsql;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>What callers are told when PostgreSQL fails.</summary>
internal static class StoreTroubles
{
    // The class of what happens to connections; a proxy says everything by it.
    private const string ConnectionTroubles = "08";

    private const string IdleInTransaction = "25P03";

    /// <summary>Whether the same statement may succeed at once: two transactions have met.</summary>
    internal static bool IsPassing(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Whether the server took no writes when it was asked.</summary>
    internal static bool IsReadOnly(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <summary>Whether only what was asked is at fault, or a lock that somebody holds on it, so that something else would not fail.</summary>
    internal static bool IsOfTheStatement(Exception failure) =>
        failure is StoreUnavailableException { Reason: StoreTrouble.InUse } or InvalidOperationException or ArgumentException;

    /// <summary>Whether a row of the same key was there before.</summary>
    internal static bool IsTaken(Exception failure) => failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Nobody answered, or all connections of the pool were in use for too long: the same exception says both.</summary>
    internal static StoreUnavailableException DescribeMissing(NpgsqlException failure, string name) => Because(
        StoreTrouble.Unreachable, name, "gave no connection in time. Look at host, port and network; where the pool is exhausted, raise Maximum Pool Size in the connection string.", failure);

    /// <summary>None of several hosts gave a connection: each has its own reason, or is a standby and was left out.</summary>
    internal static Exception DescribeHosts(NpgsqlException failure, string name)
    {
        var reasons = failure.InnerException is AggregateException hosts ? hosts.InnerExceptions : [];
        if (reasons.OfType<PostgresException>().FirstOrDefault() is { } answer)
        {
            return Describe(answer, name);
        }

        return reasons.Count > 0 && reasons.All(reason => reason.InnerException is TimeoutException)
            ? DescribeMissing((NpgsqlException)reasons[0], name)
            : Because(
                StoreTrouble.Unreachable, name, "has no host that can be reached and takes writes. Look at the primary and the network; a standby is used by itself once it is promoted.", (reasons.FirstOrDefault() ?? failure).Message, failure);
    }

    internal static Exception Describe(Exception failure, string name) => failure switch
    {
        StoreUnavailableException or ArgumentException => failure,
        PostgresException postgres => Describe(postgres, name),
        NpgsqlException { InnerException: TimeoutException } => Because(
            StoreTrouble.Unreachable, name, "did not answer in time. Look at its load and its locks, or raise PostgreSql.StatementTimeout.", failure),
        NpgsqlException or SocketException or IOException or TimeoutException => Because(
            StoreTrouble.Unreachable, name, "cannot be reached, or the connection broke. Look at host, port, network and server.", failure),
        _ => new InvalidOperationException($"{name} could not do what was asked: {failure.Message}", failure),
    };

    private static Exception Describe(PostgresException failure, string name) => failure.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            Because(StoreTrouble.Denied, name, "refuses the user. Look at user name and password in the connection string.", failure),
        PostgresErrorCodes.InsufficientPrivilege =>
            Because(StoreTrouble.Denied, name, "denies a right. Grant the user what the schema needs, or have its owner run the script of the schema.", failure),
        PostgresErrorCodes.InvalidCatalogName =>
            Because(StoreTrouble.Unreachable, name, "does not exist. Create the database, or name another in the connection string.", failure),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            Because(StoreTrouble.ReadOnly, name, "takes no writes: it is a standby, or set to be read only. Connect to the primary; of several hosts, Host=one,two, the store finds it by itself.", failure),
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory =>
            Because(StoreTrouble.Full, name, "has no room left. Make room; nothing has to be restarted.", failure),
        PostgresErrorCodes.TooManyConnections =>
            Because(StoreTrouble.Unreachable, name, "has no connection left. Raise max_connections or the CONNECTION LIMIT of the role or the database, or give its clients smaller pools.", failure),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.DatabaseDropped or PostgresErrorCodes.IdleSessionTimeout or IdleInTransaction =>
            Because(StoreTrouble.Unreachable, name, "is starting, stopping, or has ended the connection.", failure),
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement =>
            Because(StoreTrouble.Unreachable, name, "is behind a proxy that does not know prepared statements. Set PostgreSql.PrepareStatements to false.", failure),
        { } state when state.StartsWith(ConnectionTroubles, StringComparison.Ordinal) =>
            Because(StoreTrouble.Unreachable, name, "has lost the connection, or a proxy before it has none to give. Look at proxy, network and server.", failure),
        PostgresErrorCodes.IoError =>
            Because(StoreTrouble.Unreachable, name, "reports errors of its disk.", failure),
        PostgresErrorCodes.QueryCanceled =>
            Because(StoreTrouble.Unreachable, name, "ended a statement that took too long. Look at its load and its locks, and at the statement_timeout of user and database.", failure),
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure =>
            Because(StoreTrouble.InUse, name, "has a row that another transaction holds. Keep transactions that publish short.", failure),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedObject =>
            Because(StoreTrouble.OlderSchema, name, "lacks a table or a column. Let the store migrate, or run the script of the schema.", failure),
        PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject =>
            Because(StoreTrouble.NotOurs, name, "has tables of those names that are not ours. Set PostgreSql.Schema to a schema of the store's own.", failure),
        PostgresErrorCodes.InFailedSqlTransaction => new TransactionRefusedException(
            TransactionRefusal.Ended, "The transaction takes nothing more: a statement before has failed. Roll it back, or back to a savepoint from before that statement."),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            Because(StoreTrouble.Damaged, name, "is damaged. Restore a backup, or rebuild what the server names.", failure),
        _ => new InvalidOperationException($"{name} refused what was asked. ({failure.SqlState}: {failure.MessageText})", failure),
    };

    private static StoreUnavailableException Because(StoreTrouble trouble, string name, string text, Exception failure) =>
        Because(trouble, name, text, failure.Message, failure);

    private static StoreUnavailableException Because(StoreTrouble trouble, string name, string text, string reason, Exception failure) =>
        new(trouble, $"{name} {text} ({reason})", failure);
}
