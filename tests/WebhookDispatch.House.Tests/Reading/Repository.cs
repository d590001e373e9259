using System.Diagnostics;

namespace WebhookDispatch.House.Tests.Reading;

/// <summary>The files of this repository: tracked ones, and new ones that are not ignored, so that a rule speaks before the commit.</summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> AllFiles = new(ListFiles);

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files => AllFiles.Value;

    public static IEnumerable<SourceFile> CSharp(params string[] folders) =>
        Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && folders.Any(file.IsUnder));

    public static SourceFile File(string path) =>
        Files.FirstOrDefault(file => file.Path == path) ?? throw new InvalidOperationException($"The repository has no file '{path}'.");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "WebhookDispatch.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No WebhookDispatch.sln above {AppContext.BaseDirectory}: run the tests from a clone.");
        }

        return folder.FullName;
    }

    private static List<SourceFile> ListFiles()
    {
        // A build server often runs as another user than the one that cloned, which git refuses unless told.
        string[] arguments = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        var files = output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(path => System.IO.File.Exists(Path.Combine(Root, path)))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, new Lazy<string>(() => System.IO.File.ReadAllText(Path.Combine(Root, path)))))
            .ToList();
        return files.Count > 0 ? files : throw new InvalidOperationException($"git lists no files in {Root}.");
    }
}
