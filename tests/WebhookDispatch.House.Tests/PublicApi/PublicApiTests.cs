using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.PublicApi;

/// <summary>A public type or member appears, changes or goes only together with its line in an approved file.</summary>
public sealed class PublicApiTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "WebhookDispatch.House.Tests", "PublicApi");

    [Theory]
    [MemberData(nameof(Projects.Rows), MemberType = typeof(Projects))]
    public void The_public_api_is_the_approved_one(string project)
    {
        var approved = Path.Combine(Folder, project + ".approved.txt");
        var received = Path.Combine(Folder, project + ".received.txt");
        var now = ApiText.Of(Projects.Load(project));
        var before = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (before == now)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, now);
        var (old, @new) = (MembersOf(before), MembersOf(now));
        Assert.Fail($"""
            The public API of {project} is not the approved one.
              {string.Join("\n  ", old.Except(@new).Select(line => "- " + line).Concat(@new.Except(old).Select(line => "+ " + line)))}
            If that is meant, accept it and commit the file with the change:
              mv {Path.GetRelativePath(Repository.Root, received)} {Path.GetRelativePath(Repository.Root, approved)}
            """);
    }

    // Every line under its type, so that a property two types share is missed in neither.
    private static List<string> MembersOf(string text)
    {
        var owner = "";
        List<string> lines = [];
        foreach (var line in text.Split('\n').Where(line => line.Trim().Length > 1))
        {
            owner = line.StartsWith(' ') ? owner : line;
            lines.Add(line.StartsWith(' ') ? $"{owner}: {line.Trim()}" : line);
        }

        return lines;
    }

    [Fact]
    public void Every_approved_file_belongs_to_a_project() =>
        Assert.Empty(System.IO.Directory.GetFiles(Folder, "*.approved.txt").Select(file => Path.GetFileName(file).Replace(".approved.txt", "", StringComparison.Ordinal)).Except(Projects.Names));

    [Fact]
    public void What_a_caller_can_see_is_written_as_it_is_declared() =>
        Assert.Equal("""
            // Sample, public types: 3

            namespace WebhookDispatch.House.Tests.PublicApi

            public sealed record ApiSample<T> : IDisposable where T : class, IEnumerable, new()
            {
                public ApiSample(int Number, string? Note = "none");
                public const int Most = 10;
                public IDictionary<string, T?>? Map { get; }
                public string? Note { get; init; }
                public int Number { get; init; }
                public required T Value { get; init; }
                public void Dispose();
                public override string ToString();
                [Obsolete("Use Map.")] public static ApiSample<T> operator Addition(ApiSample<T> left, in int right);
            }

            [Flags]
            public enum ApiSampleKind
            {
                None = 0,
                Left = 1,
                Right = 2,
            }

            public interface IApiSample
            {
                event EventHandler? Changed;
                ValueTask<IReadOnlyList<string?>> ListAsync(ApiSampleKind kind = ApiSampleKind.Left | ApiSampleKind.Right, CancellationToken cancellationToken = default);
                static TOther[] Make<TOther>(params ReadOnlySpan<TOther> others) where TOther : struct;
                static bool TryGet(string? name, [NotNullWhen(true)] out IApiSample? sample);
            }

            """.ReplaceLineEndings("\n"), ApiText.Of([typeof(ApiSample<>), typeof(IApiSample), typeof(ApiSampleKind)], "Sample"));
}
