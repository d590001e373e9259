using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>What the next process finds. Skipped for a store that keeps nothing.</summary>
public abstract class DurabilityConformance : StoreConformance
{
    /// <summary>
    /// Whether opening ends all leases: true for a store that only one process can use, because whoever held them is gone.
    /// Otherwise they end by themselves.
    /// </summary>
    protected abstract bool OpeningEndsLeases { get; }

    [Fact]
    public async Task Every_event_delivery_and_attempt_is_found_again()
    {
        SkipUnlessDurable();
        foreach (var kind in Enum.GetValues<SettlementKind>())
        {
            await EnqueueAsync(New(Some.Event(body: $"body {kind}"), "acme", "globex") with { Tenant = "t1", ExpiresIn = TimeSpan.FromDays(2) });
            var held = await ClaimAsync();
            await Store.SettleAsync([.. held.Select(delivery => As(delivery, kind) with { Delay = TimeSpan.FromDays(1) })], Cancellation);
        }

        var before = await SnapshotAsync();
        await ReopenAsync();

        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task What_was_due_is_due_again_with_the_same_bytes()
    {
        SkipUnlessDurable();
        byte[] body = [0xFF, 0x00, 0xC3, 0x28];
        var added = New(Events.WebhookEvent.FromBytes("file.uploaded", body, "application/octet-stream"), "acme");
        await EnqueueAsync(added);
        await EnqueueAsync(New("globex") with { DueIn = TimeSpan.FromHours(1) });

        await ReopenAsync();

        var claimed = Assert.Single(await ClaimAsync());
        Assert.Equal((added.Event.Id, "acme", 1), (claimed.Event.Id, claimed.EndpointId, claimed.Claims));
        Assert.Equal(body, claimed.Event.Body.ToArray());
        await AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Contains(await ClaimAsync(), delivery => delivery.EndpointId == "globex");
    }

    [Fact]
    public async Task Keys_and_ids_are_still_taken()
    {
        SkipUnlessDurable();
        var added = New(Some.Event(id: "evt_1"), "acme") with { IdempotencyKey = "order-7" };
        await EnqueueAsync(added);

        await ReopenAsync();

        Assert.Equal(EnqueueStatus.Duplicate, (await EnqueueAsync(added)).Status);
        Assert.Equal(EnqueueStatus.KeyClash, (await EnqueueAsync(added with { Event = Some.Event(body: "another") })).Status);
        Assert.Equal(EnqueueStatus.IdClash, (await EnqueueAsync(New(Some.Event(body: "another", id: "evt_1"), "acme"))).Status);
    }

    [Fact]
    public async Task Leases_of_the_process_that_ended_end_and_their_claims_stay_counted()
    {
        SkipUnlessDurable();
        await ClaimedAsync();

        await ReopenAsync();
        var early = await ClaimAsync();
        await AdvanceAsync(Lease);
        var late = await ClaimAsync();

        Assert.Equal(OpeningEndsLeases, early.Count == 1);
        Assert.Equal(2, OpeningEndsLeases ? early[0].Claims : Assert.Single(late).Claims);
    }

    [Fact]
    public async Task A_claim_of_the_process_that_ended_holds_nothing_once_another_has_claimed()
    {
        SkipUnlessDurable();
        var lost = await ClaimedAsync();

        await ReopenAsync();
        await AdvanceAsync(Lease);
        var held = Assert.Single(await ClaimAsync());

        Assert.NotEqual(lost.LeaseToken, held.LeaseToken);
        Assert.False(await SettleAsync(lost, SettlementKind.Dead));
        Assert.True(await SettleAsync(lost, SettlementKind.Delivered));
        Assert.Equal(new DeliveryCounts(0, 1, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task Ids_go_on_growing_even_when_all_was_forgotten()
    {
        SkipUnlessDurable();
        var before = await EndedAsync(SettlementKind.Delivered);
        await AdvanceAsync(TimeSpan.FromDays(1));
        await Store.ForgetAsync(TimeSpan.FromHours(1), TimeSpan.FromHours(1), 5000, Cancellation);

        await ReopenAsync();

        var after = await ClaimedAsync();
        Assert.True(after.DeliveryId > before.DeliveryId, $"{after.DeliveryId} follows {before.DeliveryId}.");
    }

    [Fact]
    public async Task Endpoints_their_number_and_notes_are_found_again()
    {
        SkipUnlessDurable();
        await Store.SaveEndpointAsync(new EndpointDocument("t1", "acme", 0, new byte[] { 1 }), Cancellation);
        await Store.SaveEndpointAsync(new EndpointDocument("t1", "acme", 1, new byte[] { 2 }), Cancellation);
        await Store.WriteNoteAsync("replay/1", null, "half done", Cancellation);
        var number = await Store.GetEndpointsVersionAsync(Cancellation);

        await ReopenAsync();

        var loaded = Assert.Single(await Store.LoadEndpointsAsync(Cancellation));
        Assert.Equal(("t1", "acme", 2L, (byte)2), (loaded.Tenant, loaded.EndpointId, loaded.Version, loaded.Content.Span[0]));
        Assert.Equal(number, await Store.GetEndpointsVersionAsync(Cancellation));
        Assert.Equal("half done", await Store.ReadNoteAsync("replay/1", Cancellation));
        Assert.True(await Store.SaveEndpointAsync(loaded, Cancellation));
        Assert.NotEqual(number, await Store.GetEndpointsVersionAsync(Cancellation));
    }

    [Fact]
    public async Task A_replay_survives_with_its_epoch()
    {
        SkipUnlessDurable();
        var old = await EndedAsync(SettlementKind.Dead);
        await Store.ReplayDeliveriesAsync(new DeliveryFilter(), after: 0, limit: 10, Cancellation);

        await ReopenAsync();

        Assert.False(await SettleAsync(old, SettlementKind.Delivered));
        var replay = Assert.Single(await ClaimAsync());
        Assert.Equal((1, 0), (replay.Epoch, replay.Attempts));
        Assert.True(await SettleAsync(replay, SettlementKind.Delivered));
    }

    private void SkipUnlessDurable() => Assert.SkipUnless(IsDurable, "This store keeps nothing beyond its process.");

    private async Task<IReadOnlyList<string>> SnapshotAsync()
    {
        var records = await Store.ListDeliveriesAsync(new DeliveryFilter(), before: null, limit: 1000, Cancellation);
        var lines = new List<string> { (await Store.CountDeliveriesAsync(Cancellation)).ToString() };
        lines.AddRange(records.Select(record => record.ToString()));
        foreach (var eventId in records.Select(record => record.EventId).Distinct())
        {
            var found = (await Store.FindEventAsync("t1", eventId, Cancellation))!;
            lines.Add($"{found.Event.Id} {found.Event.Type} {Convert.ToHexString(found.Event.Body.Span)} {found.PublishedAt:O} {found.ExpiresAt:O}");
            lines.AddRange(found.Deliveries.SelectMany(delivery => delivery.Attempts).Select(recorded => recorded.ToString()));
        }

        return lines;
    }
}
