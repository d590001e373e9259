using System.Text.Json.Serialization;
using WebhookDispatch;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;

namespace Snippets;

internal static class Sending
{
    internal static void Register(WebApplicationBuilder builder)
    {
        // begin register
        builder.Services
            .AddWebhookDispatch(builder.Configuration.GetSection("WebhookDispatch"))
            .AddEndpoint("acme", "https://acme.example/hooks", builder.Configuration["Acme:WebhookSecret"]!)
            .AddObserver<AlertTheTeam>();
        // end register
    }

    internal static WebhookEndpoint Describe(WebhookSecret current, WebhookSecret previous, DateTimeOffset tomorrow)
    {
        // begin endpoint
        var endpoint = new WebhookEndpoint
        {
            Id = "acme",
            Url = new Uri("https://acme.example/hooks"),
            Secrets = [current, new EndpointSecret(previous, ExpiresAt: tomorrow)],
            Schemes = [WebhookScheme.Standard],
            Headers = new Dictionary<string, string> { ["X-Tenant"] = "acme" },
            Overrides = new EndpointOverrides { AttemptTimeout = TimeSpan.FromSeconds(30), MaxRetries = 2 },
        };
        // end endpoint
        return endpoint;
    }

    internal static async Task SendAsync(IWebhookSender sender, Invoice invoice, CancellationToken cancellationToken)
    {
        // begin send
        var paid = WebhookEvent.Create("invoice.paid", invoice, AppJson.Default.Invoice);
        var result = await sender.SendAsync("acme", paid, cancellationToken);
        if (!result.Delivered)
        {
            Console.WriteLine($"{result.EventId} was given up: {result.Reason}, {string.Join(", ", result.Attempts.Select(attempt => attempt.Outcome))}");
        }
        // end send
    }
}

internal sealed record Invoice(string Number, int Amount, string Currency);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class AppJson : JsonSerializerContext;
