using Npgsql;
using WebhookDispatch;
using WebhookDispatch.Events;
using WebhookDispatch.Operating;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Publishing;
using WebhookDispatch.Secrets;
using WebhookDispatch.Sqlite;
using WebhookDispatch.Stores;

namespace Snippets;

internal static class Publishing
{
    public static void Register(WebApplicationBuilder builder)
    {
        // begin use-sqlite
        builder.Services
            .AddWebhookDispatch(builder.Configuration.GetSection("WebhookDispatch"))
            .UseSqlite("webhooks.db")
            .AddEndpoint("billing", "https://acme.example/hooks", builder.Configuration["Acme:WebhookSecret"]!, "invoice.*");
        // end use-sqlite
    }

    public static void RegisterWithPostgreSql(WebApplicationBuilder builder)
    {
        // begin use-postgresql
        builder.Services
            .AddWebhookDispatch(builder.Configuration.GetSection("WebhookDispatch"))
            .UsePostgreSql(builder.Configuration.GetConnectionString("Shop")!);
        // end use-postgresql
    }

    public static void Protect(WebApplicationBuilder builder)
    {
        // begin protect-secrets
        builder.Services
            .AddWebhookDispatch(builder.Configuration.GetSection("WebhookDispatch"))
            .UseSqlite("webhooks.db")
            .ProtectSecrets(SecretKey.FromBase64("2026-07", builder.Configuration["WebhookKey"]!));
        // end protect-secrets
    }

    public static async Task PublishAsync(IWebhookPublisher publisher, Invoice invoice, CancellationToken cancellationToken)
    {
        // begin publish
        var published = await publisher.PublishAsync(
            WebhookEvent.Create("invoice.paid", invoice, AppJson.Default.Invoice),
            new PublishOptions { IdempotencyKey = $"invoice-paid-{invoice.Number}" },
            cancellationToken);
        // end publish
        Console.WriteLine($"{published.EventId} goes to {published.Deliveries} endpoints");
    }

    public static async Task PublishWithinAsync(
        NpgsqlDataSource dataSource, IWebhookPublisher publisher, WebhookEvent paid, CancellationToken cancellationToken)
    {
        // begin publish-in-transaction
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // … your own statements, by ADO.NET or Dapper, and with them:
        await publisher.PublishAsync(paid, transaction, cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        // end publish-in-transaction
    }

    public static async Task OperateAsync(IWebhookDeliveries deliveries, string eventId, CancellationToken cancellationToken)
    {
        // begin operate
        var history = await deliveries.FindEventAsync(eventId, cancellationToken: cancellationToken);
        foreach (var (delivery, attempts) in history?.Deliveries ?? [])
        {
            Console.WriteLine($"{delivery.EndpointId}: {delivery.State}, {string.Join(", ", attempts.Select(attempt => attempt.Attempt.Outcome))}");
        }

        var replay = await deliveries.StartReplayAsync(
            new DeliveryFilter { EndpointId = "billing", State = DeliveryState.Dead }, perSecond: 50, cancellationToken);
        Console.WriteLine($"{replay.Total} dead letters of billing are going back into the queue");
        // end operate
    }
}
