using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>The data annotations of one property, and of the constructor parameter that fills it: a record's stand there.</summary>
internal sealed class PropertyRules
{
    public PropertyRules(JsonPropertyInfo property)
    {
        Name = property.Name;
        Member = (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;
        Get = property.Get!;
        Attributes = [.. Of(property.AttributeProvider), .. Of(property.AssociatedParameter?.AttributeProvider)];
        MayHoldObjects = HoldsObjects(property.PropertyType, property.Options);
    }

    /// <summary>What the sender calls it.</summary>
    public string Name { get; }

    /// <summary>What the application calls it.</summary>
    public string Member { get; }

    public Func<object, object?> Get { get; }

    public IReadOnlyList<ValidationAttribute> Attributes { get; }

    /// <summary>Whether there may be more to validate inside.</summary>
    public bool MayHoldObjects { get; }

    private static IEnumerable<ValidationAttribute> Of(ICustomAttributeProvider? provider) =>
        provider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>() ?? [];

    private static bool HoldsObjects(Type? type, JsonSerializerOptions options)
    {
        if (type is null || !options.TryGetTypeInfo(type, out var typeInfo))
        {
            return false;
        }

        return typeInfo.Kind switch
        {
            JsonTypeInfoKind.Object => true,
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => HoldsObjects(typeInfo.ElementType, options),
            _ => false,
        };
    }
}
