using System.Text.Json.Serialization;

namespace Trigger;

/// <summary>What a receiver is told.</summary>
internal sealed record TriggerData(DateTimeOffset FiredAt, int Value, string By);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TriggerData))]
[JsonSerializable(typeof(TriggerReport))]
internal sealed partial class TriggerJson : JsonSerializerContext;
