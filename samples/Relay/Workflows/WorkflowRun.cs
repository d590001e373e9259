using System.Text.Json;

namespace Relay.Workflows;

/// <summary>One run of a workflow: what it was given, and what its steps have made of it so far.</summary>
internal sealed record WorkflowRun(string Id, string Workflow, IReadOnlyDictionary<string, JsonElement> Inputs, CancellationToken Cancellation)
{
    public string Text { get; set; } = "";
}
