using System.Diagnostics;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>Where the rivals of Node.js and their packages are.</summary>
internal static class NodeFolder
{
    public static string Path { get; } = System.IO.Path.Combine(Artifacts.Repository, "artifacts", "rivals");

    private static readonly Lazy<bool> Prepared = new(Prepare);

    /// <summary>Copies the scripts and installs the packages of <c>package.json</c>, once in a run.</summary>
    /// <returns>Whether that worked.</returns>
    public static bool TryPrepare() => Prepared.Value;

    private static bool Prepare()
    {
        System.IO.Directory.CreateDirectory(Path);
        foreach (var file in System.IO.Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Rivals", "Node")))
        {
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)), overwrite: true);
        }

        try
        {
            var start = new ProcessStartInfo("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = Path };
            using var npm = Process.Start(start)!;
            npm.WaitForExit();
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
