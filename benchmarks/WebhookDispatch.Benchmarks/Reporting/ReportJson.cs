using System.Text.Json.Serialization;
using WebhookDispatch.Benchmarks.Send;

namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>How reports are written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SendReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
