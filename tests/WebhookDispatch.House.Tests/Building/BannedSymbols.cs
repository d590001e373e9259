using System.Reflection;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Building;

/// <summary>The lists of what may not be called. An entry with a slip of the pen bans nothing, and no build says so.</summary>
internal static class BannedSymbols
{
    /// <summary>Waits that take time, whatever the clock in the test says.</summary>
    public static IReadOnlyList<string> Waits { get; } =
    [
        .. typeof(Task).GetMethods().Where(method => method.Name == nameof(Task.Delay) && !TakesClock(method)).Select(Id),
        .. typeof(Thread).GetMethods().Where(method => method.Name == nameof(Thread.Sleep)).Select(Id),
    ];

    /// <summary>Clocks and chance that a test cannot set.</summary>
    public static IReadOnlyList<string> Clocks { get; } =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTime.Today", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow",
        "P:System.Environment.TickCount", "P:System.Environment.TickCount64", "M:System.Diagnostics.Stopwatch.GetTimestamp",
        "M:System.Diagnostics.Stopwatch.StartNew", "M:System.Guid.NewGuid", "P:System.Random.Shared",
    ];

    public static IReadOnlyList<string> In(SourceFile file) =>
        [.. file.Lines.Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)).Select(line => line.Split(';')[0])];

    public static IEnumerable<string> Faults(SourceFile file, IEnumerable<string> required)
    {
        var banned = In(file);
        return required.Except(banned).Select(id => $"{file} does not ban {id}.")
            .Concat(banned.Where(id => !Exists(id)).Select(id => $"{file} bans {id}, which does not exist."));
    }

    private static bool TakesClock(MethodInfo method) => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(TimeProvider));

    private static bool Exists(string id)
    {
        var name = id[2..].Split('(')[0];
        return id[0] == 'T'
            ? Find(name) is not null
            : Find(name[..name.LastIndexOf('.')]) is { } type && type.GetMembers().Any(member => Id(member) == id);
    }

    private static Type? Find(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic).Append(typeof(Console).Assembly).Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    private static string Id(MemberInfo member)
    {
        var parameters = member is MethodInfo method ? method.GetParameters() : [];
        var list = parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => parameter.ParameterType.FullName))})";
        return $"{(member is PropertyInfo ? 'P' : 'M')}:{member.DeclaringType!.FullName}.{member.Name}{list}";
    }
}
