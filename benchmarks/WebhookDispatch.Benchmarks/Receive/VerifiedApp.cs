using Microsoft.AspNetCore.Builder;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>A receiver without an inbox.</summary>
internal sealed class VerifiedApp : IReceivingApp
{
    public string Name => "verified";

    public string Description => "MapWebhooks, all defaults: limit, signature, type, handler; no inbox";

    public void Register(WebApplicationBuilder builder, string folder, string database)
    {
    }

    public void Map(WebApplication app) => MapReceiver(app);

    /// <summary>What every application with the package maps; an inbox is only registered.</summary>
    internal static void MapReceiver(WebApplication app) => app.MapWebhooks(SignedLoad.Path, hooks => hooks
        .Verify(WebhookScheme.Standard, SignedLoad.Secret)
        .On("payment.completed", _ => Task.CompletedTask));
}
