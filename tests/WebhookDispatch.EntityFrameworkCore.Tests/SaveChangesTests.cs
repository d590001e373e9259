using Microsoft.EntityFrameworkCore;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.EntityFrameworkCore.Tests;

public sealed class SaveChangesTests(SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_is_stored_with_the_changes_and_sent(bool asynchronously)
    {
        await using var shop = await Shop.OpenAsync(server);
        var placed = Some.Event();

        await shop.UseAsync(async context =>
        {
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(placed);
            Assert.False(await shop.IsStoredAsync(placed));
            var saved = asynchronously ? await context.SaveChangesAsync(Token) : Save(context);
            Assert.Equal(1, saved);
            Assert.Equal(AutoTransactionBehavior.WhenNeeded, context.Database.AutoTransactionBehavior);
            Assert.Equal(0, context.DiscardWebhooks());
        });

        await shop.ArrivesAsync(placed);
        Assert.Equal(1, await shop.CountOrdersAsync());
    }

    [Fact]
    public async Task Events_alone_are_stored_too_and_keep_their_order_and_options()
    {
        await using var shop = await Shop.OpenAsync(server);
        var (first, second, third) = (Some.Event(), Some.Event(), Some.Event());

        await shop.UseAsync(async context =>
        {
            context.PublishWebhook(first);
            context.PublishWebhook(second);
            context.PublishWebhook(third, new PublishOptions { IdempotencyKey = "k" });
            Assert.Equal(0, await context.SaveChangesAsync(Token));
        });

        foreach (var expected in new[] { first, second, third })
        {
            Assert.True(await shop.IsStoredAsync(expected));
        }

        await shop.UseAsync(async context =>
        {
            context.PublishWebhook(Some.Event(body: """{"amount":1}"""), new PublishOptions { IdempotencyKey = "k" });
            await Assert.ThrowsAsync<IdempotencyClashException>(async () => await context.SaveChangesAsync(Token));
        });
    }

    [Fact]
    public async Task Changes_that_fail_publish_nothing_and_their_event_waits_for_the_next_try()
    {
        await using var shop = await Shop.OpenAsync(server);
        await shop.UseAsync(async context =>
        {
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            await context.SaveChangesAsync(Token);
        });
        var placed = Some.Event();

        await shop.UseAsync(async context =>
        {
            var again = context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(placed);
            await Assert.ThrowsAsync<DbUpdateException>(async () => await context.SaveChangesAsync(Token));
            Assert.False(await shop.IsStoredAsync(placed));
            Assert.Equal(AutoTransactionBehavior.WhenNeeded, context.Database.AutoTransactionBehavior);

            again.State = EntityState.Detached;
            context.Orders.Add(new ShopContext.Order { Id = 2 });
            await context.SaveChangesAsync(Token);
        });

        await shop.ArrivesAsync(placed);
        Assert.Equal(2, await shop.CountOrdersAsync());
    }

    [Fact]
    public async Task What_the_store_refuses_fails_the_changes_with_it()
    {
        await using var shop = await Shop.OpenAsync(server);

        await shop.UseAsync(async context =>
        {
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(Some.Event(), new PublishOptions { EndpointId = "nobody" });
            await Assert.ThrowsAsync<Endpoints.UnknownEndpointException>(async () => await context.SaveChangesAsync(Token));
            Assert.Equal(1, context.DiscardWebhooks());
        });

        Assert.Equal(0, await shop.CountOrdersAsync());
    }

    [Fact]
    public async Task An_event_that_is_collected_twice_is_published_once()
    {
        await using var shop = await Shop.OpenAsync(server);
        var placed = Some.Event();

        await shop.UseAsync(async context =>
        {
            context.PublishWebhook(placed);
            context.PublishWebhook(placed);
            await context.SaveChangesAsync(Token);
        });

        await shop.ArrivesAsync(placed);
        Assert.Single(shop.Receiver.Received);
    }

    [Fact]
    public async Task A_context_of_a_pool_does_not_inherit_what_another_collected()
    {
        await using var shop = await Shop.OpenAsync(server, pooled: true);
        DbContext? former = null;
        await shop.UseAsync(context =>
        {
            former = context;
            context.PublishWebhook(Some.Event());
            return Task.CompletedTask;
        });

        await shop.UseAsync(async context =>
        {
            Assert.Same(former, context);
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            await context.SaveChangesAsync(Token);
        });

        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await shop.CountDeliveriesAsync());
    }

    [Fact]
    public async Task A_context_without_the_interceptor_refuses_to_collect()
    {
        var database = await server.NewDatabaseAsync();
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(database).Options);

        var refusal = Assert.Throws<InvalidOperationException>(() => context.PublishWebhook(Some.Event()));

        Assert.Contains("ShopContext cannot publish webhooks", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("UseWebhookDispatch", refusal.Message, StringComparison.Ordinal);
    }

    private static int Save(ShopContext context) => context.SaveChanges();
}
