using CommandLine;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Sqlite;

namespace ConsoleSender;

/// <summary><c>schema</c>: the SQL of a store's tables. Nothing is opened.</summary>
internal sealed record SchemaCommand(StoreArguments Store)
{
    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static SchemaCommand Parse(ReadOnlySpan<string> given) => new(StoreArguments.Parse(new Arguments(given, ["--store"]), dispatches: false));

    public int Run()
    {
        Console.Write(Store.IsPostgreSql ? PostgreSqlSchema.GetScript() : SqliteSchema.GetScript());
        return 0;
    }
}
