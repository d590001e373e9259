using System.Data.Common;

namespace WebhookDispatch.Sqlite.Files;

/// <summary>Where the store is: a full path.</summary>
internal static class StoreFile
{
    private static readonly string[] Keys = ["Data Source", "DataSource", "Filename"];

    /// <exception cref="ArgumentException">It names no file, or sets what the store sets itself.</exception>
    internal static string Parse(string pathOrConnectionString, string parameter)
    {
        var path = LooksLikeConnectionString(pathOrConnectionString) ? ReadPath(pathOrConnectionString, parameter) : pathOrConnectionString;
        if (string.IsNullOrWhiteSpace(path) || path.StartsWith(':') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"'{path}' is not the path of a file. Give one on a local disk, such as 'webhooks.db'; for a store that lasts as long as the process, leave UseSqlite out.",
                parameter);
        }

        return Path.GetFullPath(path);
    }

    /// <summary>The file behind a link: two names of one file must meet at one lock.</summary>
    internal static string Resolve(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;

    private static bool LooksLikeConnectionString(string text) =>
        text.Split(';').Any(part => part.Contains('=', StringComparison.Ordinal)
            && Keys.Contains(part[..part.IndexOf('=', StringComparison.Ordinal)].Trim(), StringComparer.OrdinalIgnoreCase));

    private static string ReadPath(string connectionString, string parameter)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var path = "";
        foreach (string key in settings.Keys)
        {
            if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"The connection string sets '{key}'. Leave it out: only 'Data Source' counts, the store opens the file in its own way.", parameter);
            }

            path = (string)settings[key];
        }

        return path;
    }
}
