using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class EndpointConformance : StoreConformance
{
    public static TheoryData<byte[]> Contents => new([], "{}"u8.ToArray(), [0xFF, 0x00, 0xC3, 0x28], [.. Enumerable.Range(0, 64 * 1024).Select(i => (byte)(i * 7))]);

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task An_endpoint_is_kept_byte_for_byte(byte[] content)
    {
        Assert.Empty(await Store.LoadEndpointsAsync(Cancellation));

        Assert.True(await SaveAsync(Document("acme", version: 0, content, tenant: "t1")));

        var loaded = Assert.Single(await Store.LoadEndpointsAsync(Cancellation));
        Assert.Equal(("t1", "acme", 1), (loaded.Tenant, loaded.EndpointId, loaded.Version));
        Assert.Equal(content, loaded.Content.ToArray());
    }

    [Fact]
    public async Task A_version_grows_by_one_with_each_change()
    {
        for (var version = 0; version < 5; version++)
        {
            Assert.True(await SaveAsync(Document("acme", version, [(byte)version])));
            var loaded = Assert.Single(await Store.LoadEndpointsAsync(Cancellation));
            Assert.Equal((version + 1L, (byte)version), (loaded.Version, loaded.Content.Span[0]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Whoever_read_another_version_saves_nothing(int version)
    {
        await SaveAsync(Document("acme", 0, [1]));
        await SaveAsync(Document("acme", 1, [2]));

        Assert.False(await SaveAsync(Document("acme", version, [9])));

        var loaded = Assert.Single(await Store.LoadEndpointsAsync(Cancellation));
        Assert.Equal((2L, (byte)2), (loaded.Version, loaded.Content.Span[0]));
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_not_replaced()
    {
        Assert.False(await SaveAsync(Document("acme", 1, [1])));
        await SaveAsync(Document("acme", 0, [1]));
        Assert.True(await Store.DeleteEndpointAsync("", "acme", Cancellation));

        Assert.False(await SaveAsync(Document("acme", 1, [2])));

        Assert.Empty(await Store.LoadEndpointsAsync(Cancellation));
        Assert.True(await SaveAsync(Document("acme", 0, [3])));
        Assert.Equal(3, Assert.Single(await Store.LoadEndpointsAsync(Cancellation)).Content.Span[0]);
    }

    [Fact]
    public async Task An_endpoint_that_only_had_deliveries_so_far_is_new()
    {
        await EnqueueAsync(New("acme"));
        Assert.Empty(await Store.LoadEndpointsAsync(Cancellation));
        Assert.False(await Store.DeleteEndpointAsync("", "acme", Cancellation));

        Assert.True(await SaveAsync(Document("acme", 0, [1], tenant: "t1")));

        Assert.Equal(("t1", 1), Assert.Single((await Store.LoadEndpointsAsync(Cancellation)).Select(loaded => (loaded.Tenant, loaded.Version))));
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Of_many_who_read_the_same_version_one_saves()
    {
        await SaveAsync(Document("acme", 0, [0]));

        var saved = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => SaveAsync(Document("acme", 1, [(byte)i])), Cancellation)));

        Assert.Single(saved, one => one);
        Assert.Equal(2, Assert.Single(await Store.LoadEndpointsAsync(Cancellation)).Version);
    }

    [Fact]
    public async Task The_number_of_all_endpoints_changes_with_every_change()
    {
        var numbers = new List<long> { await NumberAsync() };
        Assert.Equal(numbers[0], await NumberAsync());
        await SaveAsync(Document("acme", 0, [1]));
        numbers.Add(await NumberAsync());
        await SaveAsync(Document("acme", 1, [2]));
        numbers.Add(await NumberAsync());
        await SaveAsync(Document("globex", 0, [1]));
        numbers.Add(await NumberAsync());
        await Store.DeleteEndpointAsync("", "acme", Cancellation);
        numbers.Add(await NumberAsync());
        await SaveAsync(Document("acme", 0, [1]));
        numbers.Add(await NumberAsync());

        Assert.Equal(numbers.Distinct(), numbers);
    }

    [Fact]
    public async Task Deleting_ends_what_waits_or_is_held_and_nothing_else()
    {
        await SaveAsync(Document("acme", 0, [1]));
        var delivered = await EndedAsync(SettlementKind.Delivered);
        var dead = await EndedAsync(SettlementKind.Dead);
        await EnqueueAsync(New("acme", "globex"));
        var held = (await ClaimAsync()).Single(one => one.EndpointId == "acme");
        await EnqueueAsync(New("acme") with { DueIn = TimeSpan.FromHours(1) });

        Assert.True(await Store.DeleteEndpointAsync("", "acme", Cancellation));

        Assert.Equal(new DeliveryCounts(Waiting: 1, Delivered: 1, Dead: 1, Cancelled: 2, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
        var cancelled = await Store.ListDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Cancelled }, before: null, limit: 10, Cancellation);
        Assert.All(cancelled, record => Assert.Equal(("acme", "endpoint_deleted"), (record.EndpointId, record.Reason)));
        Assert.Equal("exhausted", (await RecordAsync(dead.DeliveryId)).Reason);
        Assert.Equal(DeliveryState.Delivered, (await RecordAsync(delivered.DeliveryId)).State);
        Assert.False(await SettleAsync(held, SettlementKind.Retry));
        Assert.True(await SettleAsync(held, SettlementKind.Delivered));
        await AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal("globex", Assert.Single(await ClaimAsync()).EndpointId);
    }

    [Fact]
    public async Task An_endpoint_is_deleted_once_and_an_unknown_one_never()
    {
        await SaveAsync(Document("acme", 0, [1]));

        Assert.True(await Store.DeleteEndpointAsync("", "acme", Cancellation));
        Assert.False(await Store.DeleteEndpointAsync("", "acme", Cancellation));
        Assert.False(await Store.DeleteEndpointAsync("", "unknown", Cancellation));
    }

    private static EndpointDocument Document(string endpointId, long version, byte[] content, string tenant = "") => new(tenant, endpointId, version, content);

    private async Task<bool> SaveAsync(EndpointDocument document) => await Store.SaveEndpointAsync(document, Cancellation);

    private ValueTask<long> NumberAsync() => Store.GetEndpointsVersionAsync(Cancellation);
}
