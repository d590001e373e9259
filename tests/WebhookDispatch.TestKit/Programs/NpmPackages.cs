using System.Text.Json;

namespace WebhookDispatch.TestKit.Programs;

/// <summary>The npm packages that a folder's <c>package.json</c> names, in exactly those versions, and without running what they bring for that.</summary>
public static class NpmPackages
{
    private static readonly TimeSpan LongestDownload = TimeSpan.FromMinutes(5);

    public static async Task InstallAsync(string folder)
    {
        if (IsInstalled(folder))
        {
            return;
        }

        await using var npm = RunningProgram.Start(
            "npm", "install", "--prefix", folder, "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund");
        var end = await npm.EndAsync(LongestDownload);
        if (end.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm install failed: {end}");
        }
    }

    /// <summary>Where a package is installed.</summary>
    public static string PathOf(string folder, string package) => Path.Combine([folder, "node_modules", .. package.Split('/')]);

    // A package under another name is pinned as npm:name@version.
    private static bool IsInstalled(string folder) =>
        Manifest(folder).GetProperty("dependencies").EnumerateObject().All(pinned =>
        {
            var installed = PathOf(folder, pinned.Name);
            return File.Exists(Path.Combine(installed, "package.json")) && Manifest(installed).GetProperty("version").GetString() == pinned.Value.GetString()!.Split('@')[^1];
        });

    private static JsonElement Manifest(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "package.json")));
        return manifest.RootElement.Clone();
    }
}
