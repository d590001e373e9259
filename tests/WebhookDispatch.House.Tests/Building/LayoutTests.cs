using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Building;

public sealed class LayoutTests
{
    private static readonly string[] Top =
    [
        ".ci", ".editorconfig", ".gitattributes", ".github", ".gitignore", "Directory.Build.props", "Directory.Packages.props", "LICENSE",
        "README.md", "WebhookDispatch.sln", "benchmarks", "docs", "nuget.config", "samples", "src", "tests",
    ];

    [Fact]
    public void The_top_holds_what_it_should_and_nothing_else() =>
        Assert.Equal(Top, Repository.Files.Select(file => file.Path.Split('/')[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.File("WebhookDispatch.sln").Text.Replace('\\', '/');

        Rule.Holds("What is not in the solution is neither built nor tested.", Repository.Files
            .Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{file.Path}\"", StringComparison.Ordinal))
            .Select(file => file.Path));
    }

    [Fact]
    public void Every_project_under_src_is_named_after_its_folder_and_read_here()
    {
        var files = Repository.Files.Where(file => file.IsUnder("src") && file.Path.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => file.Path);

        Assert.Equal(Projects.Names.Select(name => $"src/{name}/{name}.csproj").Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.Contains(Projects.Core, Projects.Names);
    }
}
