using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>Names with U+0000 or half of a surrogate pair: not every database can be asked for them.</summary>
public sealed class UnstorableNameTests(SharedServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // As numbers: a test that is reported loses half of a pair on the way.
    public static TheoryData<string, int> Names
    {
        get
        {
            var names = new TheoryData<string, int>();
            foreach (var kind in InboxStore.Kinds)
            {
                names.Add(kind, 0);
                names.Add(kind, 0xD800);
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_that_was_never_stored_is_not_found_whatever_the_store(string kind, int character)
    {
        var name = $"evt_{(char)character}";
        using var store = await InboxStore.CreateAsync(kind, server);
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());
        await inbox.ReceiveAsync();
        var deliveries = inbox.Inbox.Deliveries;
        var id = (await inbox.HistoryAsync()).Delivery.DeliveryId;
        DeliveryFilter[] filters = [new() { Tenant = name }, new() { EndpointId = name }, new() { EventType = name }, new() { Reason = name }];

        Assert.Null(await deliveries.FindEventAsync(name, InboxUnderTest.Receiver, Cancellation));
        Assert.Null(await deliveries.FindEventAsync("evt_1", name, Cancellation));
        Assert.Null(await inbox.Inbox.FindAsync(name, "evt_1", Cancellation));
        Assert.Null(await inbox.Inbox.FindAsync(InboxUnderTest.Receiver, name, Cancellation));
        Assert.False(await deliveries.CancelAsync(id, name, Cancellation));
        Assert.False(await deliveries.ReplayAsync(id, name, evenIfDelivered: true, Cancellation));
        Assert.False(await deliveries.CancelReplayAsync(name, cancellationToken: Cancellation));
        foreach (var filter in filters)
        {
            Assert.Equal(0, await deliveries.ListAsync(filter, Cancellation).CountAsync(Cancellation));
            await Assert.ThrowsAsync<ArgumentException>(() => deliveries.StartReplayAsync(filter, cancellationToken: Cancellation).AsTask());
        }

        await Assert.ThrowsAsync<ArgumentException>(() => inbox.ReceiveAsync("evt_2", source: name).AsTask());
    }
}
