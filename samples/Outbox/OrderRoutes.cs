using Microsoft.EntityFrameworkCore;
using WebhookDispatch.EntityFrameworkCore;
using WebhookDispatch.Events;

namespace Outbox;

/// <summary>The shop's API.</summary>
internal static class OrderRoutes
{
    internal static void MapOrders(this WebApplication app) => app.MapPost("/orders", PlaceAsync);

    private static async Task<IResult> PlaceAsync(NewOrder wanted, ShopContext shop, CancellationToken cancellationToken)
    {
        if (await shop.Products.FindAsync([wanted.Product], cancellationToken) is not { } product || wanted.Quantity < 1)
        {
            return Results.BadRequest("no such order");
        }

        var order = new Order { Product = product.Name, Quantity = wanted.Quantity };
        product.Stock -= order.Quantity;
        // begin publish-with-changes
        shop.Orders.Add(order);
        shop.PublishWebhook(WebhookEvent.Create("order.placed", new OrderPlaced(order.Id, order.Product, order.Quantity), ShopJson.Default.OrderPlaced));
        try
        {
            await shop.SaveChangesAsync(cancellationToken); // the order and its event, or neither
        }
        catch (DbUpdateException)
        {
            return Results.Conflict("sold out");
        }
        // end publish-with-changes

        return Results.Created($"/orders/{order.Id}", order.Id);
    }
}
