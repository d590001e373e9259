using System.Globalization;
using System.Text;
using WebhookDispatch.Sqlite.Databases;

namespace WebhookDispatch.Sqlite;

/// <summary>The tables of the store as SQL, to be read. The store makes and migrates its file itself.</summary>
public static class SqliteSchema
{
    /// <summary>The whole script, from nothing to the newest version; a line names each version.</summary>
    public static string GetScript()
    {
        var script = new StringBuilder();
        foreach (var (version, text) in SqlText.Migrations)
        {
            script.Append(CultureInfo.InvariantCulture, $"-- Version {version}\n").Append(text);
        }

        return script.ToString();
    }
}
