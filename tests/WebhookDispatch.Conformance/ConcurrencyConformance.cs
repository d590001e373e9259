using System.Collections.Concurrent;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class ConcurrencyConformance : StoreConformance
{
    private const int Publishers = 8;
    private const int Dispatchers = 8;
    private const int EventsEach = 50;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_many_publishers_and_dispatchers_do_every_delivery_ends_exactly_once(bool anyOrder)
    {
        var ends = new ConcurrentQueue<(long DeliveryId, SettlementKind Kind)>();
        var attempts = new ConcurrentQueue<long>();

        var publishing = Task.WhenAll(Enumerable.Range(0, Publishers).Select(seed => Task.Run(() => PublishAsync(seed, anyOrder), Cancellation)));
        await Task.WhenAll(Enumerable.Range(0, Dispatchers).Select(seed => Task.Run(() => DispatchAsync(new Random(seed), publishing, ends, attempts), Cancellation)));
        var deliveries = (await publishing).Sum();

        var byKind = ends.CountBy(end => end.Kind).ToDictionary();
        Assert.Equal(deliveries, ends.Select(end => end.DeliveryId).Distinct().Count());
        Assert.Equal(deliveries, ends.Count);
        Assert.Equal(
            new DeliveryCounts(0, byKind[SettlementKind.Delivered], byKind[SettlementKind.Dead], byKind[SettlementKind.Cancelled], byKind[SettlementKind.Expired]),
            await Store.CountDeliveriesAsync(Cancellation));
        Assert.Equal(attempts.Count, await SumOfAttemptsAsync());
    }

    private async Task<int> PublishAsync(int seed, bool anyOrder)
    {
        var random = new Random(1000 + seed);
        var deliveries = 0;
        for (var i = 0; i < EventsEach; i++)
        {
            var batch = Enumerable.Range(0, random.Next(1, anyOrder ? 40 : 4)).Select(_ => anyOrder
                ? New() with { Deliveries = [new NewDelivery($"e{random.Next(12)}", Leased: false) { AnyOrder = true }] }
                : New(Some.Event(), [.. Enumerable.Range(0, 12).Where(_ => random.Next(4) == 0).Select(endpoint => $"e{endpoint}")])).ToArray();
            deliveries += (await EnqueueAllAsync(batch)).Sum(result => result.Deliveries);
        }

        return deliveries;
    }

    private async Task DispatchAsync(Random random, Task publishing, ConcurrentQueue<(long DeliveryId, SettlementKind Kind)> ends, ConcurrentQueue<long> attempts)
    {
        string? cursor = null;
        while (true)
        {
            var publishingEnded = publishing.IsCompleted;
            var claim = await Store.ClaimAsync(Request(random.Next(1, 40)) with { Cursor = cursor, DefaultCapacity = random.Next(1, 20), Ahead = random.Next(0, 40), Continues = random.Next(2) == 0 }, Cancellation);
            cursor = claim.Cursor;
            var settlements = claim.Deliveries.Select(delivery => As(delivery, Draw(random)) with { Delay = TimeSpan.Zero }).ToList();
            var applied = await Store.SettleAsync(settlements, Cancellation);
            Assert.All(applied, one => Assert.True(one, "Nobody else holds what was claimed, and the clock stands still."));
            foreach (var settlement in settlements)
            {
                if (settlement.Kind is not (SettlementKind.Retry or SettlementKind.Release))
                {
                    ends.Enqueue((settlement.Delivery.DeliveryId, settlement.Kind));
                }

                if (settlement.Attempt is not null)
                {
                    attempts.Enqueue(settlement.Delivery.DeliveryId);
                }
            }

            if (publishingEnded && claim.Deliveries.Count == 0 && (await Store.CountDeliveriesAsync(Cancellation)).Waiting == 0)
            {
                return;
            }

            await Task.Yield();
        }
    }

    private static SettlementKind Draw(Random random) => random.Next(20) switch
    {
        < 4 => SettlementKind.Retry,
        < 6 => SettlementKind.Release,
        < 9 => SettlementKind.Dead,
        < 10 => SettlementKind.Cancelled,
        < 11 => SettlementKind.Expired,
        _ => SettlementKind.Delivered,
    };

    private async Task<int> SumOfAttemptsAsync()
    {
        var sum = 0;
        long? before = null;
        IReadOnlyList<DeliveryRecord> page;
        do
        {
            page = await Store.ListDeliveriesAsync(new DeliveryFilter(), before, limit: 1000, Cancellation);
            sum += page.Sum(record => record.Attempts);
            before = page.Count == 0 ? before : page[^1].DeliveryId;
        }
        while (page.Count == 1000);

        return sum;
    }
}
