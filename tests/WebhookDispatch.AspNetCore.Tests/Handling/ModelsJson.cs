using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookDispatch.AspNetCore.Tests.Handling;

[JsonSerializable(typeof(Invoice))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class ModelsJson : JsonSerializerContext;
