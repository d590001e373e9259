using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>The data annotations of one type.</summary>
internal sealed class TypeRules
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    public TypeRules(JsonTypeInfo typeInfo)
    {
        Name = typeInfo.Type.Name;
        Attributes = [.. typeInfo.Type.GetCustomAttributes<ValidationAttribute>()];
        Properties = [.. typeInfo.Properties.Where(property => property.Get is not null).Select(property => new PropertyRules(property))];
        foreach (var property in Properties)
        {
            _fields.TryAdd(property.Member, property.Name);
        }
    }

    public string Name { get; }

    public IReadOnlyList<ValidationAttribute> Attributes { get; }

    public IReadOnlyList<PropertyRules> Properties { get; }

    /// <summary>What the sender calls a member.</summary>
    public string FieldOf(string member) => _fields.GetValueOrDefault(member, member);
}
