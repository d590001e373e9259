using System.Reflection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Types;

/// <summary>What types of the library look like.</summary>
internal static class TypeRules
{
    // Enough to build whatever is public from what is not; the more is internal, the more can still be changed.
    private const double InternalShare = 0.45;

    private static readonly string[] OrdinalByCharacter = ["StartsWith", "EndsWith", "IndexOf", "LastIndexOf"];

    /// <summary>Classes that may be derived from by others. None yet.</summary>
    private static readonly string[] Open = [];

    public static IEnumerable<string> OpenClasses(IEnumerable<Type> types) =>
        from type in types
        where type.IsClass && !type.IsSealed && !type.IsAbstract && !Open.Contains(type.FullName)
        select $"{type.FullName} is neither sealed, static nor abstract.";

    public static IEnumerable<string> TooMuchPublic(IEnumerable<Type> types)
    {
        var all = types.Where(type => !type.IsNested).ToList();
        var share = all.Count(type => !type.IsPublic) / (double)Math.Max(all.Count, 1);
        return share >= InternalShare ? [] : [$"{share:P0} of {all.Count} types are internal; at least {InternalShare:P0} have to be."];
    }

    /// <summary>Calls whose answer depends on the machine's culture, where the compiled call shows it.</summary>
    public static IEnumerable<string> CultureSensitive(IEnumerable<TypeReference> references) =>
        references.Where(reference => reference.Member is MethodInfo method && DependsOnCulture(method)).Select(reference => $"{reference} without an ordinal comparison.");

    /// <summary>Log events that share an id with another, or have none.</summary>
    public static IEnumerable<string> LogEventIds(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
        let log = method.GetCustomAttribute<LoggerMessageAttribute>()
        where log is not null
        group TypeNames.Of(method) by log.EventId into events
        where events.Key <= 0 || events.Count() > 1
        select $"Event id {events.Key}: {string.Join(", ", events.Order(StringComparer.Ordinal))}.";

    private static bool DependsOnCulture(MethodInfo method)
    {
        if (method.DeclaringType?.FullName is "System.Globalization.CultureInfo" or "System.StringComparer")
        {
            return method.Name.Contains("Current", StringComparison.Ordinal);
        }

        var parameters = method.GetParameters();
        return method.DeclaringType == typeof(string)
            && !parameters.Any(parameter => parameter.ParameterType == typeof(StringComparison))
            && (method.Name is "Compare" or "CompareTo"
                || (method.Name is "ToLower" or "ToUpper" && parameters.Length == 0)
                || (OrdinalByCharacter.Contains(method.Name) && parameters[0].ParameterType == typeof(string)));
    }
}
