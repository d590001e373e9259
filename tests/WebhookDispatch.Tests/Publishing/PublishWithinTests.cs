using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Publishing;

public sealed class PublishWithinTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_without_transactions_says_so_and_names_one_that_has_them()
    {
        await using var host = await DurableHost.StartAsync();
        using var transaction = new OpenTransaction();

        var refusal = await Assert.ThrowsAsync<TransactionRefusedException>(
            async () => await host.Publisher.PublishAsync(Some.Event(), transaction, cancellationToken: Token));

        Assert.Equal(TransactionRefusal.StoreCannot, refusal.Reason);
        Assert.Contains(nameof(WatchedStore), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("UsePostgreSql", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_checked_before_the_store_is_asked()
    {
        await using var host = await DurableHost.StartAsync();
        using var transaction = new OpenTransaction();

        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Publisher.PublishAsync(
            [Some.Event(), Some.Event()], transaction, new PublishOptions { IdempotencyKey = "k" }, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await host.Publisher.PublishAsync([], transaction: null!, cancellationToken: Token));
    }
}
