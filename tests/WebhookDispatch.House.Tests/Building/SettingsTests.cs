using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Building;

public sealed class SettingsTests
{
    private static readonly string[] Endings = [".csproj", ".props", ".targets"];

    [Fact]
    public void Warnings_fail_the_build_everywhere() =>
        Rule.Holds("What the compiler checks needs no reviewer.",
        [
            .. SettingsRules.Root(Repository.File("Directory.Build.props")),
            .. SettingsRules.EditorConfig(Repository.File(".editorconfig")),
            .. SettingsRules.Shared(Repository.File("src/Directory.Build.props")),
            .. SettingsRules.Shared(Repository.File("tests/Directory.Build.props")),
            .. Repository.Files.Where(file => Endings.Any(file.Path.EndsWith)).SelectMany(SettingsRules.Project),
        ]);

    [Fact]
    public void What_may_not_be_called_is_banned_by_its_right_name() =>
        Rule.Holds("Time and chance come from outside; a test waits for events.",
        [
            .. BannedSymbols.Faults(Repository.File("src/BannedSymbols.txt"), [.. BannedSymbols.Clocks, .. BannedSymbols.Waits]),
            .. BannedSymbols.Faults(Repository.File("tests/BannedSymbols.txt"), BannedSymbols.Waits),
        ]);

    [Fact]
    public void A_silenced_project_is_found()
    {
        Assert.Single(SettingsRules.Project(File("<Project><PropertyGroup><NoWarn>CS1591</NoWarn></PropertyGroup></Project>")));
        Assert.Single(SettingsRules.Project(File("<Project><PropertyGroup><TreatWarningsAsErrors>False</TreatWarningsAsErrors></PropertyGroup></Project>")));
        Assert.Equal(4, SettingsRules.Root(File("<Project />")).Count());
        Assert.Equal(3, SettingsRules.Shared(File("<Project />")).Count());
        Assert.Contains("CA1307", string.Concat(SettingsRules.EditorConfig(File("dotnet_diagnostic.CA1307.severity = suggestion\n"))), StringComparison.Ordinal);
        Assert.Contains("RS0030", string.Concat(SettingsRules.EditorConfig(File("dotnet_diagnostic.RS0030.severity = none\n"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ban_that_is_missing_or_misspelt_is_found()
    {
        var file = File("M:System.Threading.Thread.Sleep(System.Int32);Wait.\nM:System.Threading.Thread.Sleep(Int32);Wait.\nT:System.Console;Log.\n");

        Assert.Equal(BannedSymbols.Waits.Count, BannedSymbols.Faults(file, BannedSymbols.Waits).Count());
        Assert.Contains(BannedSymbols.Faults(file, []), fault => fault.Contains("Sleep(Int32), which does not exist", StringComparison.Ordinal));
    }

    private static SourceFile File(string text) => new("Sample.props", text);
}
