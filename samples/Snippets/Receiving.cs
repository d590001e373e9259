using Microsoft.Extensions.Options;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Observing;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;

namespace Snippets;

internal static class Receiving
{
    internal static void Map(WebApplication app, Ledger ledger)
    {
        // begin receive
        app.MapWebhooks("/hooks/acme", hooks => hooks
            .Verify(WebhookScheme.Standard, app.Configuration["Acme:WebhookSecret"]!)
            .OnData("invoice.paid", (invoice, webhook) => ledger.BookAsync(invoice, webhook.Id), AppJson.Default.Invoice)
            .On("customer.*", webhook => ledger.NoteAsync(webhook.Type!, webhook.Body)));
        // end receive
    }

    internal static void MapReloading(WebApplication app, IOptionsMonitor<AcmeOptions> acme, Ledger ledger)
    {
        // begin receive-reloading
        app.MapWebhooks("/hooks/acme", hooks => hooks
            .Verify(WebhookScheme.Standard, () => acme.CurrentValue.WebhookSecrets)
            .OnOther(webhook => ledger.NoteAsync(webhook.Type ?? "", webhook.Body)));
        // end receive-reloading
    }

    internal static void MapTenants(WebApplication app, TenantSecrets tenants, Ledger ledger)
    {
        // begin receive-tenants
        app.MapWebhooks("/hooks/{tenant}", hooks => hooks
            .Verify(WebhookScheme.Standard, context => tenants.FindAsync(TenantOf(context), context.RequestAborted)) // none: not known
            .From(TenantOf) // ids of one tenant are not those of another
            .OnOther(webhook => ledger.NoteAsync(webhook.Type ?? "", webhook.Body)));
        // end receive-tenants

        static string TenantOf(HttpContext context) => ((string)context.Request.RouteValues["tenant"]!).ToUpperInvariant();
    }

    internal static void MapResults(WebApplication app, Ledger ledger)
    {
        // begin receive-results
        app.MapWebhooks("/hooks/shop", hooks => hooks
            .Verify(WebhookScheme.Shopify, app.Configuration["Shopify:Secret"]!)
            .On("orders/create", async webhook => await ledger.KeepAsync(webhook.Body, webhook.Cancellation)
                ? WebhookResult.Accepted // 202: kept, and worked on later
                : WebhookResult.RetryLater(TimeSpan.FromMinutes(2)))); // 503 with Retry-After
        // end receive-results
    }

    internal static void MapCustom(WebApplication app, PartnerKeys keys, Ledger ledger)
    {
        // begin receive-custom
        app.MapWebhooks("/hooks/partner", hooks =>
        {
            hooks.Verify(async request => await keys.CheckAsync(request.Context.Request.Headers["X-Partner-Token"], request.Body)
                ? new VerifiedSender(Id: request.Context.Request.Headers["X-Partner-Event"])
                : null);
            hooks.OnOther(webhook => ledger.NoteAsync(webhook.Type ?? "", webhook.Body));
            hooks.Options.MaxBodyBytes = 64 * 1024;
            hooks.Options.HandlerTimeout = TimeSpan.FromSeconds(3);
        });
        // end receive-custom
    }

    internal static void Observe(WebApplicationBuilder builder)
    {
        // begin receive-observe
        builder.Services.AddSingleton<IWebhookReceiverObserver, WatchReceivers>();
        // end receive-observe
    }
}
