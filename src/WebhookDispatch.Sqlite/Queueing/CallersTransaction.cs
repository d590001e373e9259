using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>
/// Why events are not stored in a caller's transaction: it would write the store's file by a second connection. In the versions of
/// SQLite before 3.51.3, without the fixes of 3.50.7 and 3.44.6, two connections that write and checkpoint can lose what was
/// committed (the WAL-reset fault); in all versions the store's own connection keeps counts of what it alone writes.
/// </summary>
internal static class CallersTransaction
{
    private static readonly Version Fixed = new(3, 51, 3);

    internal static TransactionRefusedException Refusal(string version) => new(
        TransactionRefusal.StoreCannot,
        $"A SQLite store cannot publish within a transaction: its one connection makes every write of its file. {Risk(version)} Publish after the commit, or keep webhooks in the application's own PostgreSQL database (UsePostgreSql).");

    /// <summary>Whether a version can damage a file that two connections write.</summary>
    internal static bool HasWalResetFault(Version version) =>
        version < Fixed && !(version is { Minor: 50, Build: >= 7 } or { Minor: 44, Build: >= 6 });

    private static string Risk(string version) => Version.TryParse(version, out var parsed) && HasWalResetFault(parsed)
        ? $"In this SQLite, {version}, a second one could damage it (the WAL-reset fault, mended in {Fixed})."
        : $"A second one would bypass the counts that it keeps.";
}
