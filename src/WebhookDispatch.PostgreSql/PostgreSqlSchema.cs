using System.Globalization;
using System.Text;
using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql;

/// <summary>The tables of the store as SQL, for whoever makes them in the library's place.</summary>
public static class PostgreSqlSchema
{
    /// <summary>
    /// The whole script, from nothing to the newest version, in one transaction. Afterwards set <c>MigrateOnOpen</c> to
    /// <see langword="false"/>. For a schema that has versions already run only those that come after the newest in its
    /// <c>migration</c> table; each begins with a line that names it.
    /// </summary>
    /// <param name="schema">The schema, as <see cref="PostgreSqlStoreOptions.Schema"/> has it.</param>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is not a plain identifier.</exception>
    public static string GetScript(string schema = PostgreSqlStoreOptions.ForSending)
    {
        if (new PostgreSqlStoreOptionsValidator().Validate(null, new PostgreSqlStoreOptions { Schema = schema }) is { Failed: true } refused)
        {
            throw new ArgumentException(refused.FailureMessage, nameof(schema));
        }

        var sql = new SqlText(schema);
        var script = new StringBuilder("BEGIN;\n\n").Append(sql[Query.CreateSchema]);
        foreach (var (version, text) in sql.Migrations)
        {
            script.Append(CultureInfo.InvariantCulture, $"\n-- Version {version}\n").Append(text);
        }

        return script.Append("\nCOMMIT;\n").ToString();
    }
}
