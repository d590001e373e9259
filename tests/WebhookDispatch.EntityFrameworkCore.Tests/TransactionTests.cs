using System.Transactions;
using Microsoft.EntityFrameworkCore;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.EntityFrameworkCore.Tests;

public sealed class TransactionTests(SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_saves_in_one_transaction_publish_when_it_commits()
    {
        await using var shop = await Shop.OpenAsync(server);
        var (first, second) = (Some.Event(), Some.Event());

        await shop.UseAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(first);
            await context.SaveChangesAsync(Token);
            context.Orders.Add(new ShopContext.Order { Id = 2 });
            context.PublishWebhook(second);
            await context.SaveChangesAsync(Token);
            Assert.False(await shop.IsStoredAsync(first));
            Assert.Empty(shop.Receiver.Received);
            await transaction.CommitAsync(Token);
        });

        string?[] arrived = [(await shop.Receiver.NextAsync()).Header("webhook-id"), (await shop.Receiver.NextAsync()).Header("webhook-id")];
        Assert.Equal(new[] { first.Id, second.Id }.Order(), arrived.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_is_given_up_publishes_nothing_then_or_later(bool byRollback)
    {
        await using var shop = await Shop.OpenAsync(server);
        var (lost, later) = (Some.Event(), Some.Event());

        await shop.UseAsync(async context =>
        {
            var transaction = await context.Database.BeginTransactionAsync(Token);
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(lost);
            await context.SaveChangesAsync(Token);
            await (byRollback ? transaction.RollbackAsync(Token) : Task.CompletedTask);
            await transaction.DisposeAsync();
            context.Orders.Add(new ShopContext.Order { Id = 2 });
            context.PublishWebhook(later);
            await context.SaveChangesAsync(Token);
        });

        await shop.ArrivesAsync(later);
        Assert.False(await shop.IsStoredAsync(lost));
    }

    [Fact]
    public async Task Changes_that_fail_in_a_transaction_leave_no_event_in_it()
    {
        await using var shop = await Shop.OpenAsync(server);
        var lost = Some.Event();

        await shop.UseAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            await context.SaveChangesAsync(Token);
            context.ChangeTracker.Clear();
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(lost);
            await Assert.ThrowsAsync<DbUpdateException>(async () => await context.SaveChangesAsync(Token));
            await transaction.CommitAsync(Token);
        });

        Assert.Equal(1, await shop.CountOrdersAsync());
        Assert.False(await shop.IsStoredAsync(lost));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 1)]
    public async Task A_retrying_context_publishes_once_whatever_becomes_of_the_first_try(int failBefore, int failAfter)
    {
        await using var shop = await Shop.OpenAsync(server, retries: true);
        var placed = Some.Event();
        (shop.Commits.FailBefore, shop.Answers.FailAfter) = (failBefore, failAfter);

        await shop.UseAsync(async context =>
        {
            context.PublishWebhook(placed);
            await context.SaveChangesAsync(Token);
        });

        await shop.ArrivesAsync(placed);
        Assert.Equal(failBefore + failAfter + 1, shop.Commits.Commits);
        Assert.Equal(1, (await shop.CountDeliveriesAsync()) is var counts ? counts.Waiting + counts.Delivered : 0);
    }

    [Fact]
    public async Task A_retrying_context_saves_changes_and_event_together_on_the_second_try()
    {
        await using var shop = await Shop.OpenAsync(server, retries: true);
        var placed = Some.Event();
        shop.Commits.FailBefore = 1;

        await shop.UseAsync(async context =>
        {
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(placed);
            await context.SaveChangesAsync(Token);
        });

        await shop.ArrivesAsync(placed);
        Assert.Equal((1, 2), (await shop.CountOrdersAsync(), shop.Commits.Commits));
    }

    [Fact]
    public async Task A_transaction_that_a_strategy_retries_publishes_what_was_not_accepted_again()
    {
        await using var shop = await Shop.OpenAsync(server, retries: true);
        var placed = Some.Event();
        shop.Commits.FailBefore = 1;

        await shop.UseAsync(async context =>
        {
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(placed);
            await context.Database.CreateExecutionStrategy().ExecuteInTransactionAsync(
                token => context.SaveChangesAsync(acceptAllChangesOnSuccess: false, token), _ => Task.FromResult(false), Token);
            context.ChangeTracker.AcceptAllChanges();
            Assert.Equal(0, context.DiscardWebhooks());
        });

        await shop.ArrivesAsync(placed);
        Assert.Equal((1, 2), (await shop.CountOrdersAsync(), shop.Commits.Commits));
    }

    [Fact]
    public async Task A_transaction_scope_is_refused_before_anything_is_saved()
    {
        await using var shop = await Shop.OpenAsync(server);

        await shop.UseAsync(async context =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            context.Orders.Add(new ShopContext.Order { Id = 1 });
            context.PublishWebhook(Some.Event());
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await context.SaveChangesAsync(Token));
            Assert.Contains("BeginTransactionAsync", refusal.Message, StringComparison.Ordinal);
        });

        Assert.Equal(0, await shop.CountOrdersAsync());
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await shop.CountDeliveriesAsync());
    }
}
