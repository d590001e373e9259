using System.Globalization;
using System.Reflection;

namespace WebhookDispatch.Sqlite.Databases;

/// <summary>The embedded <c>.sql</c> files.</summary>
internal static class SqlText
{
    private const string MigrationFolder = "Migrations/";

    private static readonly Assembly Home = typeof(SqlText).Assembly;

    /// <summary>The schema's versions in order; a file's name begins with its number.</summary>
    internal static IReadOnlyList<(int Version, string Sql)> Migrations { get; } =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(MigrationFolder, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(MigrationFolder.Length, 4), CultureInfo.InvariantCulture), Read(name)))
            .OrderBy(migration => migration.Item1),
    ];

    internal static string Of(Query query) => Read($"Queries/{query}.sql");

    private static string Read(string name)
    {
        using var stream = Home.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
