namespace WebhookDispatch.House.Tests.Reading;

/// <summary>A file of the repository, or a sample of one.</summary>
/// <param name="Path">From the root, with '/'.</param>
/// <param name="Content">Read when first asked for.</param>
internal sealed record SourceFile(string Path, Lazy<string> Content)
{
    public SourceFile(string path, string content)
        : this(path, new Lazy<string>(content))
    {
    }

    public string Text => Content.Value;

    public string[] Lines => Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Folder => Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : "";

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public override string ToString() => Path;
}
