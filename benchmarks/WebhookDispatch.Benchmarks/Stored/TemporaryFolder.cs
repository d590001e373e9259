namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>A folder for the files of a run, gone with it. Set <c>TMPDIR</c> to choose the disk.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("webhook-benchmarks-");

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>How large a store's file is, with its log.</summary>
    public long SizeOf(string file) => _folder.EnumerateFiles(file + "*").Sum(part => part.Length);

    public void Dispose() => _folder.Delete(recursive: true);
}
