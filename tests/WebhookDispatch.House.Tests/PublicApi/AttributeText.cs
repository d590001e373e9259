using System.Globalization;
using System.Reflection;

namespace WebhookDispatch.House.Tests.PublicApi;

/// <summary>Writes the attributes a caller may depend on; those a compiler adds for itself are left out.</summary>
internal static class AttributeText
{
    private static readonly string[] Kept = ["SetsRequiredMembersAttribute", "OverloadResolutionPriorityAttribute", "InterpolatedStringHandlerAttribute", "CollectionBuilderAttribute"];

    public static IEnumerable<string> Of(IEnumerable<CustomAttributeData> attributes) =>
        attributes.Where(Matters).Select(Of).Order(StringComparer.Ordinal);

    public static string Inline(IEnumerable<CustomAttributeData> attributes) => string.Concat(Of(attributes).Select(attribute => attribute + " "));

    public static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        char character => $"'{character}'",
        bool flag => flag ? "true" : "false",
        Type named => $"typeof({TypeText.Of(named)})",
        _ when type.IsEnum => EnumValue(type, value),
        IReadOnlyCollection<CustomAttributeTypedArgument> list => $"[{string.Join(", ", list.Select(item => Value(item.Value, item.ArgumentType)))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // An old compiler is told that it does not know "required"; the word itself is in the text.
    private static bool IsForOldCompilers(CustomAttributeData attribute) =>
        attribute.AttributeType == typeof(ObsoleteAttribute)
        && attribute.ConstructorArguments is [{ Value: string reason }, ..]
        && reason.StartsWith("Constructors of types with required members", StringComparison.Ordinal);

    private static bool Matters(CustomAttributeData attribute) =>
        Kept.Contains(attribute.AttributeType.Name)
        || (attribute.AttributeType.IsPublic
            && !IsForOldCompilers(attribute)
            && attribute.AttributeType.Namespace != "System.Runtime.CompilerServices"
            && attribute.AttributeType.Name is not ("DefaultMemberAttribute" or "ParamArrayAttribute" or "DebuggerDisplayAttribute" or "InAttribute" or "OutAttribute" or "OptionalAttribute"));

    private static string Of(CustomAttributeData attribute)
    {
        var arguments = attribute.ConstructorArguments.Select(argument => Value(argument.Value, argument.ArgumentType))
            .Concat(attribute.NamedArguments.Select(named => $"{named.MemberName} = {Value(named.TypedValue.Value, named.TypedValue.ArgumentType)}"));
        var list = string.Join(", ", arguments);
        var name = attribute.AttributeType.Name[..^"Attribute".Length];
        return list.Length == 0 ? $"[{name}]" : $"[{name}({list})]";
    }

    private static string EnumValue(Type type, object value)
    {
        var name = Enum.ToObject(type, value).ToString()!;
        return char.IsAsciiLetter(name[0]) ? $"{type.Name}.{name.Replace(", ", $" | {type.Name}.", StringComparison.Ordinal)}" : $"({type.Name}){name}";
    }
}
