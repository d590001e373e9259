using System.Reflection;

namespace WebhookDispatch.House.Tests.Reading;

/// <summary>The projects under src, whichever there are, and their built assemblies.</summary>
public static class Projects
{
    public const string Core = "WebhookDispatch";

    public static IReadOnlyList<string> Names { get; } =
        [.. System.IO.Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder)).Where(HasProject).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Assembly> Assemblies { get; } = [.. Names.Select(Assembly.Load)];

    /// <summary>The projects as the rows of a theory.</summary>
    public static TheoryData<string> Rows => [.. Names];

    public static Assembly Load(string project) => Assemblies.Single(assembly => assembly.GetName().Name == project);

    /// <summary>What people wrote: no types that only a compiler or a source generator made.</summary>
    public static IEnumerable<Type> WrittenTypes(Assembly assembly) =>
        assembly.GetTypes().Where(type => TypeNames.IsWritten(type) && TypeNames.HouseNamespace(type) is not null);

    private static bool HasProject(string name) => File.Exists(Path.Combine(Repository.Root, "src", name, name + ".csproj"));
}
