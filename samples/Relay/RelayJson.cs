using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Workflows;

namespace Relay;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IncomingEvent))]
[JsonSerializable(typeof(IReadOnlyList<ListedEvent>))]
[JsonSerializable(typeof(NewClient))]
[JsonSerializable(typeof(IReadOnlyList<ListedClient>))]
[JsonSerializable(typeof(WorkflowRequest))]
[JsonSerializable(typeof(Notification))]
internal sealed partial class RelayJson : JsonSerializerContext;
