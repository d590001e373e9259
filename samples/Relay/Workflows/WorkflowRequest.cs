using System.Text.Json;

namespace Relay.Workflows;

/// <summary>What <c>POST /webhooks/generic</c> takes.</summary>
internal sealed record WorkflowRequest(string? WorkflowName, IReadOnlyDictionary<string, JsonElement>? Inputs);
