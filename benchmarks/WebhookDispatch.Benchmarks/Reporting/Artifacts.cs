using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>Where results are written: <c>artifacts/benchmarks</c> of the repository, which git ignores.</summary>
internal static class Artifacts
{
    public static string Folder => Path.Combine(Repository, "artifacts", "benchmarks");

    /// <summary>The repository that this program was built in; the current folder when it was copied out of it.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "WebhookDispatch.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? Environment.CurrentDirectory;
        }
    }

    public static async Task WriteAsync<TReport>(string verb, bool smoke, TReport report, JsonTypeInfo<TReport> typeInfo)
    {
        await using var file = File.Create(PathOf(verb, smoke));
        await JsonSerializer.SerializeAsync(file, report, typeInfo);
    }

    /// <summary>A path to write to. A smoke run has a name of its own: its figures must not replace measured ones.</summary>
    public static string PathOf(string verb, bool smoke)
    {
        System.IO.Directory.CreateDirectory(Folder);
        return Path.Combine(Folder, smoke ? $"{verb}-smoke.json" : $"{verb}.json");
    }
}
