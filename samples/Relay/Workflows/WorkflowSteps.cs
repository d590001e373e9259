using System.Text.Json;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;

namespace Relay.Workflows;

/// <summary>What workflows are made of. A step that publishes does so under an id of its run, so that a run that is repeated repeats nothing.</summary>
internal sealed class WorkflowSteps(RelayArguments arguments, IWebhookPublisher publisher)
{
    public const string Slack = "slack";
    public const string Self = "self";

    public static ValueTask LogAsync(WorkflowRun run)
    {
        Console.WriteLine($"workflow {run.Workflow} {run.Id}");
        return ValueTask.CompletedTask;
    }

    public static ValueTask FormatAsync(WorkflowRun run)
    {
        run.Text = $"{run.Workflow}: {string.Join(", ", run.Inputs.Select(input => $"{input.Key} = {input.Value}"))}";
        return ValueTask.CompletedTask;
    }

    /// <summary>Hands the text to the Slack-like endpoint, or shows it where there is none.</summary>
    public async ValueTask ForwardAsync(WorkflowRun run)
    {
        if (arguments.SlackUrl is null)
        {
            Console.WriteLine($"notification {run.Text} (give --slack-url to forward it)");
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new Notification(run.Text), RelayJson.Default.Notification);
        await SendAsync("relay.notification", body, $"{run.Id}_notification", Slack, run.Cancellation);
    }

    /// <summary>Triggers another workflow by a webhook to ourselves: it has retries and a history of its own.</summary>
    public Func<WorkflowRun, ValueTask> Trigger(string next) => async run =>
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new WorkflowRequest(next, run.Inputs), RelayJson.Default.WorkflowRequest);
        await SendAsync("relay.workflow_requested", body, $"{run.Id}_{next}", Self, run.Cancellation);
    };

    private async ValueTask SendAsync(string type, byte[] body, string id, string endpointId, CancellationToken cancellationToken) =>
        await publisher.PublishAsync(WebhookEvent.FromBytes(type, body, id: id), new PublishOptions { EndpointId = endpointId }, cancellationToken);
}
