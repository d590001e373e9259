namespace WebhookDispatch.House.Tests.Walls;

/// <summary>What one project may know beside .NET itself.</summary>
/// <param name="Project">The folder under src.</param>
/// <param name="Projects">Projects under src.</param>
/// <param name="Packages">The beginnings of package and assembly names.</param>
/// <param name="AspNetCore">Whether it may use the ASP.NET Core framework.</param>
internal sealed record Wall(string Project, string[] Projects, string[] Packages, bool AspNetCore = false)
{
    private const string Core = "WebhookDispatch";
    private const string Signing = "WebhookDispatch.Signing";

    /// <summary>Every project there is or will be. Signing knows nothing; nobody knows a store, and a store knows no other.</summary>
    public static IReadOnlyList<Wall> All { get; } =
    [
        new(Signing, [], []),
        new(Core, [Signing], ["Polly.Core", "Microsoft.Extensions"]),
        new("WebhookDispatch.Sqlite", [Core, Signing], ["Microsoft.Data.Sqlite", "SQLitePCLRaw", "Microsoft.Extensions"]),
        new("WebhookDispatch.PostgreSql", [Core, Signing], ["Npgsql", "Microsoft.Extensions"]),
        new("WebhookDispatch.EntityFrameworkCore", [Core, Signing], ["Microsoft.EntityFrameworkCore", "Microsoft.Extensions"]),
        new("WebhookDispatch.AspNetCore", [Core, Signing], ["Microsoft.Extensions"], AspNetCore: true),
        new("WebhookDispatch.DataProtection", [Core], ["Microsoft.Extensions"], AspNetCore: true),
        new("WebhookDispatch.Dashboard", [Core, Signing], ["Microsoft.Extensions"], AspNetCore: true),
        new("WebhookDispatch.Testing", [Core, Signing], ["Microsoft.Extensions"], AspNetCore: true),
    ];

    public bool AllowsProject(string name) => Projects.Contains(name);

    public bool AllowsPackage(string name) =>
        Packages.Any(package => name == package || name.StartsWith(package + ".", StringComparison.Ordinal));
}
