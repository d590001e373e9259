using Microsoft.AspNetCore.Builder;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Signing;
using WebhookDispatch.Sqlite;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>A receiver with an inbox: every event is stored once before it is acknowledged.</summary>
internal sealed class InboxApp(string store, WebhookMode mode) : IReceivingApp
{
    public string Name => mode == WebhookMode.Inline ? store : $"{store}+";

    public bool UsesServer => store == "postgres";

    public string Description => mode == WebhookMode.Inline
        ? $"the same with an inbox in {store}: handled, and that stored, before the answer"
        : $"the same with an inbox in {store}: stored before the answer, handled afterwards";

    public void Register(WebApplicationBuilder builder, string folder, string database)
    {
        var inbox = builder.Services.AddWebhookInbox();
        _ = store switch
        {
            "memory" => inbox.UseInMemoryStore(),
            "sqlite" => inbox.UseSqlite(Path.Combine(folder, "inbox.db")),
            _ => inbox.UsePostgreSql(database),
        };
    }

    public void Map(WebApplication app) => app.MapWebhooks(SignedLoad.Path, hooks =>
    {
        hooks.Options.Mode = mode;
        hooks.Verify(WebhookScheme.Standard, SignedLoad.Secret).On("payment.completed", _ => Task.CompletedTask);
    });
}
