using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class ParkedBacklogTests : StoreTest
{
    private const int Backlog = 300_000;

    [Fact]
    public async Task A_parked_endpoint_costs_a_claim_the_same_with_three_rows_as_with_three_hundred_thousand()
    {
        var few = await ClaimBesideAsync("few.db", 3);
        var many = await ClaimBesideAsync("many.db", Backlog);

        Assert.Equal(few, many);
    }

    [Fact]
    public async Task A_claim_of_a_large_backlog_walks_over_no_more_rows_than_it_takes()
    {
        var store = await WithBacklogAsync("many.db", Backlog);

        var steps = await StepsAsync(store, () => store.ClaimAsync(Request with { MaxDeliveries = 64, DefaultCapacity = 8 }, Cancellation).AsTask());

        // Some twenty machine steps a row.
        Assert.InRange(steps, 8, 8 * 100);
    }

    [Fact]
    public async Task First_attempts_behind_a_long_tail_of_retries_are_looked_for_only_so_far()
    {
        var store = await WithBacklogAsync("many.db", Backlog, attempts: 1);
        var request = Request with { FirstAttemptsOnly = true };

        var steps = await StepsAsync(store, () => store.ClaimAsync(request, Cancellation).AsTask());

        // 256 rows for the deliveries and as many for the next due time.
        Assert.InRange(steps, 256, 2 * 256 * 100);
        Assert.Empty((await store.ClaimAsync(request, Cancellation)).Deliveries);
    }

    private async Task<long> ClaimBesideAsync(string file, int backlog)
    {
        var store = await WithBacklogAsync(file, backlog);
        await EnqueueAsync(store, New("healthy"));
        var request = Request with { Capacity = new Dictionary<string, int> { ["parked"] = 0 } };
        return await StepsAsync(store, async () =>
        {
            var claim = await store.ClaimAsync(request, Cancellation);
            Assert.Equal("healthy", Assert.Single(claim.Deliveries).EndpointId);
            Assert.Equal(Lease, claim.NextDueIn);
        });
    }

    private async Task<SqliteWebhookStore> WithBacklogAsync(string file, int backlog, int attempts = 0)
    {
        var path = Path.Combine(Folder.Root, file);
        var store = await Folder.OpenAsync(Clock, path: path);
        await EnqueueAsync(store, New("parked"));
        await QueueAllAsync(store);
        await OnWriterAsync(store, session =>
        {
            session.Database.Execute($"""
                UPDATE queue SET attempts = {attempts};
                INSERT INTO queue (endpoint, due_at, delivery, event, attempts, claims, epoch, lease_token)
                WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {backlog})
                SELECT q.endpoint, q.due_at, n.i, q.event, {attempts}, 0, 0, NULL FROM n, queue AS q
                """);
            session.Ledger.NextId = backlog + 1;
            session.Ledger.Add(DeliveryState.Waiting, backlog - 1);
            return 0;
        });
        Assert.Equal(backlog, Folder.ReadNumber("SELECT count(*) FROM queue", path));
        return store;
    }

    private static async Task<long> StepsAsync(SqliteWebhookStore store, Func<Task> action)
    {
        var before = await CountAsync(store);
        await action();
        return await CountAsync(store) - before;
    }

    private static ValueTask<long> CountAsync(SqliteWebhookStore store) => OnWriterAsync(store, session =>
        new[] { Query.SelectDue, Query.SelectDueFirstAttempts, Query.FindEarliestDue, Query.FindEarliestFirstAttempt }
            .Sum(query => session.Database[query].MachineSteps));
}
