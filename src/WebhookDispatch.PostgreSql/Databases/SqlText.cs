using System.Globalization;
using System.Reflection;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>
/// The embedded <c>.sql</c> files, for one schema. The files name the default one, so that they can be run as they are; another's
/// name, which options allow only as a plain identifier, takes its place.
/// </summary>
internal sealed class SqlText
{
    private const string MigrationFolder = "Migrations/";
    private const string InFrontOfNames = "webhooks.";
    private const string ByItself = "webhooks;";

    private static readonly Assembly Home = typeof(SqlText).Assembly;

    private readonly string[] _queries;

    internal SqlText(string schema)
    {
        Schema = schema;
        _queries = [.. Enum.GetNames<Query>().Select(name => Read($"Queries/{name}.sql"))];
        Migrations =
        [
            .. Home.GetManifestResourceNames()
                .Where(name => name.StartsWith(MigrationFolder, StringComparison.Ordinal))
                .Select(name => (int.Parse(name.AsSpan(MigrationFolder.Length, 4), CultureInfo.InvariantCulture), Read(name)))
                .OrderBy(migration => migration.Item1),
        ];
    }

    internal string Schema { get; }

    /// <summary>The schema's versions in order; a file's name begins with its number.</summary>
    internal IReadOnlyList<(int Version, string Sql)> Migrations { get; }

    internal string this[Query query] => _queries[(int)query];

    private string Read(string name)
    {
        using var stream = Home.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace(InFrontOfNames, $"\"{Schema}\".", StringComparison.Ordinal)
            .Replace(ByItself, $"\"{Schema}\";", StringComparison.Ordinal);
    }
}
