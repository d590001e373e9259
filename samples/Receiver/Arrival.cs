using System.Text.Json;
using System.Text.Json.Serialization;

namespace Receiver;

/// <summary>An event that was verified and acknowledged. The body is the text as received; signatures are left out.</summary>
internal sealed record Arrival(
    string Id, string? Type, bool Duplicate, DateTimeOffset ReceivedAt, IReadOnlyDictionary<string, string> Headers, string Body);

[JsonSerializable(typeof(IReadOnlyList<Arrival>))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class ArrivalJson : JsonSerializerContext;
