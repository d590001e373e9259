using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Publishing;

public sealed class EnvelopeIdempotencyTests
{
    private static int s_made;

    [Fact]
    public async Task The_same_data_under_the_same_key_is_the_same_event_although_its_envelope_is_new()
    {
        await using var host = await DispatchHost.StartAsync(builder => builder.UseInMemoryStore());
        var options = new PublishOptions { IdempotencyKey = "invoice-42" };

        var first = await host.Publisher.PublishAsync(Create(4200), options, TestContext.Current.CancellationToken);
        var again = await host.Publisher.PublishAsync(Create(4200), options, TestContext.Current.CancellationToken);

        Assert.Equal((first.EventId, true), (again.EventId, again.IsDuplicate));
        var clash = await Assert.ThrowsAsync<IdempotencyClashException>(
            async () => await host.Publisher.PublishAsync(Create(4300), options, TestContext.Current.CancellationToken));
        Assert.Equal(first.EventId, clash.FirstEventId);
    }

    [Fact]
    public async Task The_same_data_under_the_same_id_is_the_same_event_although_its_envelope_has_a_new_time()
    {
        await using var host = await DispatchHost.StartAsync(builder => builder.UseInMemoryStore());

        var first = await host.Publisher.PublishAsync(Create(4200, "invoice-42"), cancellationToken: TestContext.Current.CancellationToken);
        var again = await host.Publisher.PublishAsync(Create(4200, "invoice-42"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(first with { IsDuplicate = true }, again);
        await Assert.ThrowsAsync<IdempotencyClashException>(
            async () => await host.Publisher.PublishAsync(Create(4300, "invoice-42"), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_several_events_each_that_says_the_same_under_its_id_is_a_duplicate()
    {
        await using var host = await DispatchHost.StartAsync(builder => builder.UseInMemoryStore());
        await host.Publisher.PublishAsync([Create(1, "invoice-1"), Create(2, "invoice-2")], cancellationToken: TestContext.Current.CancellationToken);

        var again = await host.Publisher.PublishAsync(
            [Create(1, "invoice-1"), Create(3, "invoice-3"), Create(2, "invoice-2")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([true, false, true], again.Select(published => published.IsDuplicate));
    }

    [Theory]
    [InlineData("""{"timestamp":1,"data":{"a":1}}""", """{"timestamp":2,"data":{"a":1}}""", true)]
    [InlineData("""{"id":"1","data":5}""", """{"id":"2","data":5}""", true)]
    [InlineData("""{"version":1,"data":5}""", """{"version":2,"data":5}""", false)]
    [InlineData("""{"timestamp":1,"data":5}""", """{"timestamp":2,"data":5,"more":1}""", false)]
    [InlineData("""{"timestamp":1}""", """{"timestamp":2}""", false)]
    [InlineData("""{"timestamp":1,"data":5""", """{"timestamp":2,"data":5""", false)]
    [InlineData("""[1]""", """[2]""", false)]
    [InlineData("one", "another", false)]
    [InlineData("", "{}", false)]
    public async Task Only_an_id_and_a_time_of_its_own_are_passed_over(string first, string second, bool isSame)
    {
        await using var host = await DispatchHost.StartAsync(builder => builder.UseInMemoryStore());
        await host.Publisher.PublishAsync(Some.Event(body: first, id: "evt_1"), cancellationToken: TestContext.Current.CancellationToken);

        var again = host.Publisher.PublishAsync(Some.Event(body: second, id: "evt_1"), cancellationToken: TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(isSame, await Record.ExceptionAsync(() => again) is not IdempotencyClashException);
    }

    private static WebhookEvent Create(int amount, string id)
    {
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromSeconds(Interlocked.Increment(ref s_made)));
        return WebhookEvent.Create("invoice.paid", amount, (JsonTypeInfo<int>)JsonSerializerOptions.Web.GetTypeInfo(typeof(int)), id, clock);
    }

    private static WebhookEvent Create(int amount) => WebhookEvent.Create("invoice.paid", new { amount }, JsonSerializerOptions.Web);
}
