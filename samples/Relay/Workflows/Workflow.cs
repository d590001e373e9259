namespace Relay.Workflows;

/// <summary>Named steps, one after the other.</summary>
internal sealed record Workflow(string Name, params IReadOnlyList<Func<WorkflowRun, ValueTask>> Steps);
