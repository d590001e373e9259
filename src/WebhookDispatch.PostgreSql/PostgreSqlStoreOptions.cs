namespace WebhookDispatch.PostgreSql;

/// <summary>How the PostgreSQL store uses the database. Its safety cannot be set: a call returns when the server has committed.</summary>
/// <remarks>
/// Any number of processes may use a schema at once. Time is the server's own. No statement leaves anything behind in its
/// session, so that a proxy that shares connections by transaction, such as PgBouncer, may stand between.
/// </remarks>
public sealed class PostgreSqlStoreOptions
{
    internal const string ForSending = "webhooks";

    internal const string ForInbox = "webhook_inbox";

    /// <summary>The schema whose tables are the store's own. It is made when it is missing.</summary>
    /// <value>The default is webhooks, and webhook_inbox for an inbox: each needs its own. A plain identifier: a small letter or an underscore, then those and digits, at most 63.</value>
    public string Schema { get; set; } = ForSending;

    /// <summary>
    /// Whether opening the store makes or migrates its tables, one process at a time. Without it a schema that is missing or too old
    /// stops the host; then run the script of the schema with the rights that it needs.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool MigrateOnOpen { get; set; } = true;

    /// <summary>How long a statement may take. After that it is ended, and its caller is told that the store is unreachable.</summary>
    /// <value>The default is 15 seconds. 1 second to 10 minutes, in whole seconds.</value>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a statement may wait for another transaction, such as one of the application's own that has published the same event
    /// and not committed yet.
    /// </summary>
    /// <value>The default is 1 second. 10 milliseconds to <see cref="StatementTimeout"/>.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether statements are prepared on the server. Turn it off behind a proxy that does not know prepared statements, such as PgBouncer before 1.21.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool PrepareStatements { get; set; } = true;

    /// <summary>
    /// Whether processes tell each other of new deliveries and changed endpoints by <c>NOTIFY</c>, and listen on a connection of their own.
    /// Without it they find them when they poll. Turn it off behind a proxy that shares connections by transaction.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Notify { get; set; } = true;

    /// <summary>
    /// How many connections may store events at once. Calls that come while a statement runs are stored together by the next one, which
    /// begins when the one before has ended or, on another connection, when it takes longer than 10 milliseconds.
    /// </summary>
    /// <value>The default is 2. 1 to 16.</value>
    public int Writers { get; set; } = 2;

    /// <summary>How many calls may wait for a writer. A call beyond that waits to be admitted, and can be cancelled while it does.</summary>
    /// <value>The default is 4,096. 1 to 1,000,000.</value>
    public int MaxPending { get; set; } = 4096;
}
