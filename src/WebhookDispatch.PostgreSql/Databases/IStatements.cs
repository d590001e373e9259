using Npgsql;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>Runs statements: each alone and committed by itself, or all on one connection within somebody's transaction.</summary>
internal interface IStatements
{
    /// <summary>How long a statement may wait for a lock, as the server reads it; <see langword="null"/> leaves its setting alone.</summary>
    string? LockTimeout { get; }

    /// <summary>Whether a statement that fails leaves nothing behind it: each is a transaction of its own.</summary>
    bool MayFail { get; }

    /// <param name="query">Which statement.</param>
    /// <param name="bind">Adds its parameters, in order; called anew when the statement is tried again.</param>
    /// <param name="read">Reads its answer; called anew, too.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    ValueTask<TResult> RunAsync<TResult>(
        Query query, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, ValueTask<TResult>> read, CancellationToken cancellationToken);
}
