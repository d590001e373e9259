using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;

namespace WebhookDispatch.House.Tests.Documentation;

/// <summary>What a reader of the documentation may count on.</summary>
internal static partial class DocumentationRules
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Every public type and member that is documented says in its summary what it is, and not by its name.</summary>
    public static IEnumerable<string> Summaries(IEnumerable<Type> types, XmlDocumentation documentation)
    {
        foreach (var type in types)
        {
            var owner = Name(type);
            var names = type.GetMembers(Declared).Select(member => $"{owner}.{member.Name.Replace(".ctor", "#ctor", StringComparison.Ordinal)}").Append(owner).ToHashSet(StringComparer.Ordinal);
            foreach (var id in documentation.Ids.Where(id => names.Contains(MemberName().Match(id).Groups["name"].Value)))
            {
                var summary = documentation.Text(id, "summary");
                if (string.IsNullOrEmpty(summary) && !documentation.Inherits(id))
                {
                    yield return $"{id} has no summary.";
                }
                else if (summary is not null && Empty().IsMatch(summary))
                {
                    yield return $"{id} says \"{summary}\": say default, unit, consequence or error instead.";
                }
            }
        }
    }

    /// <summary>Every option that can be set states its default, and states it truly.</summary>
    public static IEnumerable<string> Defaults(Type options, XmlDocumentation documentation)
    {
        var instance = Activator.CreateInstance(options);
        foreach (var property in options.GetProperties(Declared).Where(IsOption))
        {
            var name = $"{options.Name}.{property.Name}";
            var value = documentation.Text($"P:{Name(options)}.{property.Name}", "value");
            var real = property.GetValue(instance);
            if (value is null)
            {
                yield return $"{name} has no <value>.";
            }
            else if (DefaultPhrase.Stated(value) is not { } stated)
            {
                yield return $"{name} does not state its default: \"{value}\". Begin with \"The default is …\" or \"… by default\".";
            }
            else if (!DefaultPhrase.IsTrue(stated, real))
            {
                yield return $"{name} is {real ?? "null"} by default; its <value> says {stated}.";
            }
        }
    }

    public static bool IsOptions(Type type) => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal);

    // Options that hold other options only compose them; a list is set by what is added to it.
    private static bool IsOption(PropertyInfo property) =>
        !property.GetAccessors()[0].IsStatic
        && !IsOptions(property.PropertyType)
        && (property.SetMethod is { IsPublic: true } || (property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType)));

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"^\w:(?<name>[^(`]+(`\d+(?=$|\.))?[^(`]*)")]
    private static partial Regex MemberName();

    [GeneratedRegex(@"^(Gets or sets|Gets the|Gets a|Sets the|Represents|Initializes a new|Initialises a new)\b")]
    private static partial Regex Empty();
}
