using System.Text.Json;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.Signing;

namespace Relay.Workflows;

/// <summary>Runs the workflow that a signed request names.</summary>
internal sealed class WorkflowRoutes
{
    public const string Path = "/webhooks/generic";

    // Those of its steps are longer.
    private const int MaxId = 200;

    private readonly RelayArguments _arguments;
    private readonly Dictionary<string, Workflow> _workflows;

    public WorkflowRoutes(RelayArguments arguments, WorkflowSteps steps)
    {
        _arguments = arguments;
        Workflow[] workflows =
        [
            new("notify", WorkflowSteps.LogAsync, WorkflowSteps.FormatAsync, steps.ForwardAsync),
            new("escalate", WorkflowSteps.LogAsync, steps.Trigger("notify")),
        ];
        _workflows = workflows.ToDictionary(workflow => workflow.Name, StringComparer.Ordinal);
    }

    public void Map(WebApplication app) =>
        app.MapWebhooks(Path, hooks => hooks.Verify(WebhookScheme.Standard, _arguments.Secret).OnOther(RunAsync));

    private async Task<WebhookResult> RunAsync(ReceivedWebhook webhook)
    {
        WorkflowRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(webhook.Body.Span, RelayJson.Default.WorkflowRequest);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is not { WorkflowName: { } name, Inputs: { } inputs })
        {
            return WebhookResult.Refuse("Give workflow_name and inputs, an object.");
        }

        if (webhook.Id.Length > MaxId)
        {
            return WebhookResult.Refuse($"Give an id of at most {MaxId} characters; what a workflow sends is called by it.");
        }

        if (!_workflows.TryGetValue(name, out var workflow))
        {
            return WebhookResult.Refuse($"There is no such workflow; there are {string.Join(", ", _workflows.Keys)}.");
        }

        var run = new WorkflowRun(webhook.Id, name, inputs, webhook.Cancellation);
        foreach (var step in workflow.Steps)
        {
            await step(run);
        }

        return WebhookResult.Done;
    }
}
