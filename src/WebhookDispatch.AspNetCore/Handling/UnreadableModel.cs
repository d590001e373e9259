using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Says which fields kept a body from being read. The reader's own message names types of the application, so it is not repeated.</summary>
internal static class UnreadableModel
{
    public static ModelFaults Faults(ReadOnlySpan<byte> body, string? member, JsonTypeInfo typeInfo, int maxDepth, JsonException exception)
    {
        var faults = Missing(body, member, typeInfo, maxDepth);
        if (faults.IsEmpty)
        {
            faults.Add(FieldPath.Join(member ?? "", FieldPath.OfJsonPath(exception.Path)), "has the wrong form.");
        }

        return faults;
    }

    /// <summary>The members that have to be there and are not.</summary>
    public static ModelFaults Missing(ReadOnlySpan<byte> body, string? member, JsonTypeInfo typeInfo, int maxDepth)
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
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter where a name has half of a surrogate pair, which is JSON and yet no text.
            return ModelFaults.Of("", "is not JSON in UTF-8, or nests too deep.");
        }

        return faults;
    }

    private static void AddMissing(JsonElement element, JsonTypeInfo typeInfo, string path, ModelFaults faults)
    {
        AddKind(element, typeInfo, path, faults);
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

    // What says which kind of an abstract type an object is has to come first, unless the options allow it anywhere.
    private static void AddKind(JsonElement element, JsonTypeInfo typeInfo, string path, ModelFaults faults)
    {
        if (typeInfo is not { PolymorphismOptions: { } kinds, Type.IsAbstract: true } || element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var places = typeInfo.Options.AllowOutOfOrderMetadataProperties ? int.MaxValue : 1;
        if (!element.EnumerateObject().Take(places).Any(member => member.NameEquals(kinds.TypeDiscriminatorPropertyName)))
        {
            faults.Add(FieldPath.Join(path, kinds.TypeDiscriminatorPropertyName), "is missing, or does not come first.");
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
