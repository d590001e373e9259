using Relay.Workflows;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Operating;
using WebhookDispatch.Signing;

namespace Relay;

/// <summary>The endpoints that workflows send to, in the form this run needs. Published to by id alone, so they listen to nothing else.</summary>
internal sealed class StartingEndpoints(IWebhookEndpoints endpoints, RelayArguments arguments)
{
    public async Task SaveAsync(Uri self, CancellationToken cancellationToken)
    {
        await SaveAsync(WorkflowSteps.Self, self, arguments.Secret, "relay.workflow_requested", cancellationToken);
        if (arguments.SlackUrl is { } slack)
        {
            await SaveAsync(WorkflowSteps.Slack, slack, WebhookSecret.Generate(), "relay.notification", cancellationToken);
        }
    }

    private async Task SaveAsync(string id, Uri url, WebhookSecret secret, string eventType, CancellationToken cancellationToken)
    {
        var endpoint = new WebhookEndpoint { Id = id, Url = url, Secrets = [secret], EventTypes = [eventType] };
        if (await endpoints.FindAsync(id, cancellationToken: cancellationToken) is null)
        {
            await endpoints.AddAsync(endpoint, cancellationToken);
        }
        else
        {
            await endpoints.UpdateAsync(id, _ => endpoint, cancellationToken: cancellationToken);
        }
    }
}
