using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.Signing;

namespace Relay;

/// <summary>Takes the events of GitHub and Stripe, each verified as its sender signs, and relays them as <c>github.push</c>, <c>stripe.invoice.paid</c> and so on.</summary>
internal sealed class ProviderRoutes(RelayArguments arguments, IWebhookPublisher publisher)
{
    public void Map(WebApplication app)
    {
        Map(app, "github", WebhookScheme.GitHub, arguments.GitHubSecret);
        Map(app, "stripe", WebhookScheme.Stripe, arguments.StripeSecret);
    }

    private void Map(WebApplication app, string provider, WebhookScheme scheme, string? secret)
    {
        // Without its secret a route would have to trust anyone, so there is none.
        if (secret is not null)
        {
            app.MapWebhooks($"/webhooks/{provider}", hooks => hooks.Verify(scheme, secret).OnOther(webhook => RelayAsync(provider, webhook)));
        }
    }

    private async Task<WebhookResult> RelayAsync(string provider, ReceivedWebhook webhook)
    {
        WebhookEvent relayed;
        try
        {
            relayed = WebhookEvent.FromBytes($"{provider}.{webhook.Type ?? "event"}", webhook.Body.Span, id: $"{provider}_{webhook.Id}");
        }
        catch (ArgumentException exception)
        {
            // With the provider's name before them an id may be too long, and a type none of ours.
            return WebhookResult.Refuse(exception.Message);
        }

        await publisher.PublishAsync(relayed, cancellationToken: webhook.Cancellation);
        return WebhookResult.Done;
    }
}
