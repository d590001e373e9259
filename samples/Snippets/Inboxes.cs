using System.Data.Common;
using Npgsql;
using WebhookDispatch;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.Inbox;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Signing;
using WebhookDispatch.Sqlite;
using WebhookDispatch.Stores;

namespace Snippets;

internal static class Inboxes
{
    public static void Register(WebApplicationBuilder builder)
    {
        // begin inbox
        builder.Services.AddWebhookInbox().UseSqlite("inbox.db"); // every receiver of the application now uses it
        // end inbox
    }

    public static void Map(WebApplication app, Func<ReceivedWebhook, Task> shipAsync)
    {
        // begin store-then-process
        app.MapWebhooks("/hooks/warehouse", hooks =>
        {
            hooks.Options.Mode = WebhookMode.StoreThenProcess;
            hooks.Verify(WebhookScheme.Standard, app.Configuration["Warehouse:WebhookSecret"]!).On("order.*", shipAsync);
        });
        // end store-then-process
    }

    public static void StoreHeaders(WebhookReceiverBuilder hooks)
    {
        // begin stored-headers
        hooks.Options.StoredHeaders.Add("X-Warehouse");
        // end stored-headers
    }

    public static void MapInTransaction(WebApplicationBuilder builder, NpgsqlDataSource shop, Func<DbTransaction, string, Task> bookAsync)
    {
        builder.Services.AddWebhookInbox().UsePostgreSql(shop);
        builder.Services.AddScoped(_ => shop.CreateConnection());
        var app = builder.Build();

        // begin inbox-transaction
        app.MapWebhooks("/hooks/payments", hooks => hooks
            .Verify(WebhookScheme.Standard, app.Configuration["Payments:WebhookSecret"]!)
            .InTransaction(async (services, cancellationToken) =>
            {
                var connection = services.GetRequiredService<NpgsqlConnection>(); // of the request, to the inbox's database
                await connection.OpenAsync(cancellationToken);
                return await connection.BeginTransactionAsync(cancellationToken);
            })
            .On("payment.completed", webhook => bookAsync(webhook.Transaction!, webhook.Id)));
        // end inbox-transaction
    }

    public static async Task OperateAsync(IWebhookInbox inbox, string eventId, CancellationToken cancellationToken)
    {
        // begin inbox-history
        var history = await inbox.FindAsync("/hooks/warehouse", eventId, cancellationToken);
        foreach (var (delivery, runs) in history?.Deliveries ?? [])
        {
            Console.WriteLine($"{delivery.State}: {string.Join(", ", runs.Select(run => $"{run.Attempt.Outcome} {run.Attempt.ResponseExcerpt}"))}");
        }

        var dead = new DeliveryFilter { EndpointId = "/hooks/warehouse", State = DeliveryState.Dead };
        await foreach (var delivery in inbox.Deliveries.ListAsync(dead, cancellationToken))
        {
            Console.WriteLine($"{delivery.EventId} {delivery.EventType} died: {delivery.Reason}");
        }

        await inbox.ReplayAsync("/hooks/warehouse", eventId, cancellationToken: cancellationToken); // one
        await inbox.Deliveries.StartReplayAsync(dead, perSecond: 50, cancellationToken); // or all
        // end inbox-history
    }
}
