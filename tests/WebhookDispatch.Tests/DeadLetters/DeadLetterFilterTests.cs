using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;
using static WebhookDispatch.Tests.DeadLetters.Letters;

namespace WebhookDispatch.Tests.DeadLetters;

public sealed class DeadLetterFilterTests
{
    private static readonly DeadLetter[] Kept =
    [
        Letter("1", "acme", "invoice.paid", DeadLetterReason.Exhausted, Noon),
        Letter("2", "acme", "invoice.late", DeadLetterReason.Gone, Noon.AddMinutes(1)),
        Letter("3", "other", "invoice.paid", DeadLetterReason.CircuitOpen, Noon.AddMinutes(2)),
        Letter("4", "ACME", "Invoice.paid", DeadLetterReason.Exhausted, Noon.AddMinutes(3)),
    ];

    [Fact]
    public async Task Nothing_set_means_all()
    {
        Assert.Equal(["1", "2", "3", "4"], await IdsAsync(null));
        Assert.Equal(["1", "2", "3", "4"], await IdsAsync(DeadLetterFilter.All));
    }

    [Fact]
    [Covers(typeof(DeadLetterFilter), nameof(DeadLetterFilter.EndpointId))]
    public async Task By_endpoint() => Assert.Equal(["1", "2"], await IdsAsync(new DeadLetterFilter { EndpointId = "acme" }));

    [Fact]
    [Covers(typeof(DeadLetterFilter), nameof(DeadLetterFilter.EventType))]
    public async Task By_exact_event_type() => Assert.Equal(["1", "3"], await IdsAsync(new DeadLetterFilter { EventType = "invoice.paid" }));

    [Fact]
    [Covers(typeof(DeadLetterFilter), nameof(DeadLetterFilter.Reason))]
    public async Task By_reason() => Assert.Equal(["1", "4"], await IdsAsync(new DeadLetterFilter { Reason = DeadLetterReason.Exhausted }));

    [Fact]
    [Covers(typeof(DeadLetterFilter), nameof(DeadLetterFilter.From))]
    public async Task From_an_instant_on() => Assert.Equal(["2", "3", "4"], await IdsAsync(new DeadLetterFilter { From = Noon.AddMinutes(1) }));

    [Fact]
    [Covers(typeof(DeadLetterFilter), nameof(DeadLetterFilter.Until))]
    public async Task Before_an_instant() => Assert.Equal(["1"], await IdsAsync(new DeadLetterFilter { Until = Noon.AddMinutes(1) }));

    [Fact]
    public async Task Everything_set_must_match() =>
        Assert.Equal(["1"], await IdsAsync(new DeadLetterFilter
        {
            EndpointId = "acme",
            EventType = "invoice.paid",
            Reason = DeadLetterReason.Exhausted,
            From = Noon,
            Until = Noon.AddMinutes(1),
        }));

    private static async Task<List<string>> IdsAsync(DeadLetterFilter? filter)
    {
        await using var host = new SenderHost();
        var store = (IDeadLetterStore)host.Services.GetService(typeof(IDeadLetterStore))!;
        foreach (var letter in Kept)
        {
            await store.StoreAsync(letter, TestContext.Current.CancellationToken);
        }

        return await host.DeadLetters.ListAsync(filter, TestContext.Current.CancellationToken)
            .Select(letter => letter.Id).ToListAsync(TestContext.Current.CancellationToken);
    }
}
