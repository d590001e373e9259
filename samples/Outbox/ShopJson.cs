using System.Text.Json.Serialization;

namespace Outbox;

/// <summary>Source-generated: what is published must not change with a reflection setting.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(OrderPlaced))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(string))]
internal sealed partial class ShopJson : JsonSerializerContext;
