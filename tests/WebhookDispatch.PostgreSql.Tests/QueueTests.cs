using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>How the queue stays quick whatever waits in it.</summary>
public sealed partial class QueueTests(SharedServer server) : StoreTest(server)
{
    private const int Parked = 300_000;

    [Fact]
    public async Task Many_claimers_in_many_processes_never_hold_the_same_delivery()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        await stores[0].EnqueueAsync([.. Enumerable.Range(0, 2000).Select(i => New($"e{i % 40}"))], Lease, Cancellation);

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => ClaimAllAsync(stores[i % 4]), Cancellation)));

        var claimed = claims.SelectMany(claim => claim).Select(delivery => delivery.DeliveryId).ToList();
        Assert.Equal(2000, claimed.Count);
        Assert.Equal(2000, claimed.Distinct().Count());
    }

    [Fact]
    public async Task An_outcome_of_a_claim_that_another_process_has_taken_over_changes_nothing()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await EnqueueAsync(one);
        var lost = Assert.Single((await one.ClaimAsync(Request with { Lease = TimeSpan.Zero }, Cancellation)).Deliveries);
        var held = Assert.Single(await ClaimAsync(other));

        Assert.False(await SettleAsync(one, new Settlement(lost, SettlementKind.Dead, Reason: "exhausted")));

        Assert.True(await SettleAsync(other, Delivered(held)));
        Assert.Equal(new DeliveryCounts(0, 1, 0, 0, 0), await one.CountDeliveriesAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delivery_whose_event_is_gone_is_dead_of_it_and_holds_up_no_other(bool ordered)
    {
        var store = await OpenAsync();
        await EnqueueAsync(store);
        var kept = await EnqueueAsync(store);
        await Schemas.ExecuteAsync($"DELETE FROM {Schemas.Schema}.event WHERE number = (SELECT min(number) FROM {Schemas.Schema}.event)");
        var request = Request with { Ordered = ordered ? new HashSet<string>(StringComparer.Ordinal) { "acme" } : Request.Ordered };

        var claimed = (await store.ClaimAsync(request, Cancellation)).Deliveries.Concat((await store.ClaimAsync(request, Cancellation)).Deliveries);

        Assert.Equal(kept.EventId, Assert.Single(claimed).Event.Id);
        Assert.Equal(new DeliveryCounts(1, 0, 1, 0, 0), await store.CountDeliveriesAsync(Cancellation));
        await Schemas.ExecuteAsync($"SELECT 1 / count(*) FROM {Schemas.Schema}.delivery WHERE state = 2 AND reason = 'payload_missing'");
    }

    [Fact]
    public async Task Two_processes_that_settle_the_same_delivery_at_once_agree()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        for (var round = 0; round < 50; round++)
        {
            await EnqueueAsync(one);
            var lost = Assert.Single((await one.ClaimAsync(Request with { Lease = TimeSpan.Zero }, Cancellation)).Deliveries);
            var held = Assert.Single(await ClaimAsync(other));

            var applied = await Task.WhenAll(SettleAsync(one, Delivered(lost)), SettleAsync(other, new Settlement(held, SettlementKind.Dead, Delivered(held).Attempt, Reason: "exhausted")));

            Assert.True(applied[0], "A receiver has it.");
            var history = (await one.FindEventAsync("", lost.Event.Id, Cancellation))!.Deliveries.Single();
            Assert.Equal((DeliveryState.Delivered, 2), (history.Delivery.State, history.Attempts.Count));
        }
    }

    [Fact]
    public async Task A_claim_does_not_read_what_waits_for_a_parked_endpoint()
    {
        var store = await OpenAsync();
        await FillAsync(store);
        await store.EnqueueAsync([.. Enumerable.Range(0, 20).Select(i => New($"live{i}"))], Lease, Cancellation);
        await Schemas.ExecuteAsync($"VACUUM ANALYZE {Schemas.Schema}.queue");
        var parked = await Schemas.ReadAsync<int>($"SELECT number FROM {Schemas.Schema}.endpoint WHERE endpoint_id = 'parked'");

        foreach (var query in new[] { Query.Claim, Query.ClaimFirstAttempts, Query.FindNextDue })
        {
            var plan = await ExplainAsync(query, parked);

            Assert.DoesNotMatch(@"Seq Scan on \S*queue", plan);
            Assert.InRange(Buffers().Matches(plan).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Max(), 1, 1500);
        }
    }

    [Fact]
    public async Task The_queue_is_small_again_after_many_deliveries()
    {
        var store = await OpenAsync();
        for (var round = 0; round < 20; round++)
        {
            var results = await store.EnqueueAsync([.. Enumerable.Range(0, 500).Select(i => New($"e{i % 10}", leased: true, bytes: 10))], Lease, Cancellation);
            await store.SettleAsync([.. results.SelectMany(result => result.Leased).Select(Delivered)], Cancellation);
            await Schemas.ExecuteAsync($"VACUUM {Schemas.Schema}.queue");
        }

        var size = await Schemas.ReadAsync<long>($"SELECT pg_total_relation_size('{Schemas.Schema}.queue')");
        TestContext.Current.TestOutputHelper!.WriteLine($"queue and indexes after 10,000 deliveries: {size / 1024} KiB");
        Assert.Equal(new DeliveryCounts(0, 10_000, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
        Assert.InRange(size, 0, 1 << 20);
    }

    [Fact]
    public async Task The_counts_are_summed_up_and_stay_the_same()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 30; i++)
        {
            await EnqueueAsync(store);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.ForgetAsync(TimeSpan.MaxValue, TimeSpan.MaxValue, 100, Cancellation).AsTask()));

        Assert.Equal(new DeliveryCounts(30, 0, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
        Assert.InRange(await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.tally"), 1, 4);
    }

    private static async Task<List<LeasedDelivery>> ClaimAllAsync(PostgreSqlWebhookStore store)
    {
        var claimed = new List<LeasedDelivery>();
        string? cursor = null;
        do
        {
            var claim = await store.ClaimAsync(Request with { MaxDeliveries = 10, Cursor = cursor }, Cancellation);
            claimed.AddRange(claim.Deliveries);
            cursor = claim.Cursor;
        }
        while (cursor is not null);

        return claimed;
    }

    // As it would be after three hundred thousand publications, written at once.
    private async Task FillAsync(PostgreSqlWebhookStore store)
    {
        await EnqueueAsync(store, New("parked"));
        await Schemas.ExecuteAsync($"""
            INSERT INTO {Schemas.Schema}.queue (delivery, due_at, endpoint, attempts, claims, epoch)
            SELECT (1000000 + n) * 100000::bigint, now() - interval '1 hour' + n * interval '1 millisecond', endpoint, 0, 0, 0
            FROM {Schemas.Schema}.queue CROSS JOIN generate_series(1, {Parked}) AS n
            """);
    }

    private async Task<string> ExplainAsync(Query query, int parked)
    {
        await using var source = NpgsqlDataSource.Create(Schemas.ConnectionString);
        await using var command = source.CreateCommand("EXPLAIN (ANALYZE, BUFFERS) " + new SqlText(Schemas.Schema)[query]);
        _ = query == Query.FindNextDue
            ? command.Parameters.Ints([parked]).Ints([0]).Int(8).Bool(true)
            : command.Parameters.Int(0).Int(512).Ints([parked]).Ints([0]).Int(8).Int(64).Long(1_000_000);
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"shared hit=(\d+)")]
    private static partial Regex Buffers();
}
