using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Says which fields kept a body from being read. The reader's own message names types of the application, so it is not repeated.</summary>
internal static class UnreadableModel
{
    public static ModelFaults Faults(ReadOnlySpan<byte> body, string? member, JsonTypeInfo typeInfo, int maxDepth, JsonException exception)
    {
        var faults = new ModelFaults();
        try
        {
            var reader = JsonBytes.Open(body, maxDepth);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (member is null || (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(member, out root)))
            {
                AddMissing(root, typeInfo, member ?? "", faults);
            }
        }
        catch (JsonException)
        {
            return ModelFaults.Of("", "is not JSON in UTF-8, or nests too deep.");
        }

        if (faults.IsEmpty)
        {
            faults.Add(FieldPath.Join(member ?? "", FieldPath.OfJsonPath(exception.Path)), "has the wrong form.");
        }

        return faults;
    }

    private static void AddMissing(JsonElement element, JsonTypeInfo typeInfo, string path, ModelFaults faults)
    {
        if (typeInfo.Kind == JsonTypeInfoKind.Enumerable && element.ValueKind == JsonValueKind.Array && Of(typeInfo, typeInfo.ElementType) is { } item)
        {
            var index = 0;
            foreach (var child in element.EnumerateArray())
            {
                AddMissing(child, item, FieldPath.Index(path, index++), faults);
            }
        }

        if (typeInfo.Kind != JsonTypeInfoKind.Object || element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in typeInfo.Properties)
        {
            var field = FieldPath.Join(path, property.Name);
            if (Find(element, property) is not { } value)
            {
                AddIfRequired(property, field, faults);
            }
            else if (Of(typeInfo, property.PropertyType) is { } child)
            {
                AddMissing(value, child, field, faults);
            }
        }
    }

    private static void AddIfRequired(JsonPropertyInfo property, string field, ModelFaults faults)
    {
        if (property.IsRequired)
        {
            faults.Add(field, "is missing.");
        }
    }

    private static JsonElement? Find(JsonElement element, JsonPropertyInfo property)
    {
        var comparison = property.Options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var member in element.EnumerateObject())
        {
            if (string.Equals(member.Name, property.Name, comparison))
            {
                return member.Value;
            }
        }

        return null;
    }

    private static JsonTypeInfo? Of(JsonTypeInfo owner, Type? type) =>
        type is not null && owner.Options.TryGetTypeInfo(type, out var typeInfo) ? typeInfo : null;
}
