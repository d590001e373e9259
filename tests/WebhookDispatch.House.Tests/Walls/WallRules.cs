using System.Reflection;
using System.Xml.Linq;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Walls;

/// <summary>Compares what a project asks for, and what it was built with, with its wall.</summary>
internal static class WallRules
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IEnumerable<string> Faults(Wall wall, XDocument projectFile)
    {
        foreach (var reference in projectFile.Descendants().Where(element => element.Attribute("Include") is not null))
        {
            var name = reference.Attribute("Include")!.Value;
            var allowed = reference.Name.LocalName switch
            {
                "ProjectReference" => wall.AllowsProject(Path.GetFileNameWithoutExtension(name.Replace('\\', '/'))),
                "PackageReference" => wall.AllowsPackage(name),
                "FrameworkReference" => wall.AspNetCore && name == "Microsoft.AspNetCore.App",
                "Reference" => false,
                _ => true,
            };
            if (!allowed)
            {
                yield return $"{wall.Project}.csproj: {reference.Name.LocalName} to {name}.";
            }
        }
    }

    public static IEnumerable<string> Faults(Wall wall, IEnumerable<AssemblyName> references) =>
        from reference in references
        let name = reference.Name!
        where !wall.AllowsProject(name) && !wall.AllowsPackage(name) && !IsFramework(name) && !(wall.AspNetCore && name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
        select $"{wall.Project}.dll uses {name}.";

    /// <summary>References from types to what none of the given beginnings of names may stand for.</summary>
    public static IEnumerable<string> Faults(IEnumerable<TypeReference> references, string[] forbidden) =>
        references
            .Where(reference => forbidden.Any(beginning => IsWithin(reference.To.FullName ?? "", beginning)))
            .Select(reference => $"{reference} ({reference.To.FullName}).")
            .Distinct(StringComparer.Ordinal);

    private static bool IsFramework(string name) => File.Exists(Path.Combine(Framework, name + ".dll"));

    private static bool IsWithin(string type, string beginning) =>
        type == beginning || type.StartsWith(beginning + ".", StringComparison.Ordinal) || type.StartsWith(beginning + "`", StringComparison.Ordinal);
}
