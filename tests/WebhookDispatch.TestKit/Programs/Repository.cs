namespace WebhookDispatch.TestKit.Programs;

/// <summary>Where the files of the repository are, seen from a built test.</summary>
public static class Repository
{
    private static readonly string Root = FindRoot();

    // …/bin/Debug/net10.0: the samples are built beside the tests, with the same configuration.
    private static readonly string[] Output = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..];

    public static string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public static string Payload(string type) => PathTo("samples", "payloads", type + ".json");

    public static string Sample(string name) => PathTo(["samples", name, "bin", .. Output, name + ".dll"]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "WebhookDispatch.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
