using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;
using static WebhookDispatch.Tests.DeadLetters.Letters;

namespace WebhookDispatch.Tests.DeadLetters;

public sealed class InMemoryDeadLetterStoreTests : IDisposable
{
    private readonly RecordedLogs _logs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_stored_is_found_listed_oldest_first_and_removed()
    {
        var store = Store();
        await StoreAsync(store, Letter("1"), Letter("2"), Letter("3"));

        Assert.Equal("evt_2", (await store.GetAsync("2", Token))!.Event.Id);
        Assert.Equal(["1", "2", "3"], await IdsAsync(store));
        Assert.True(await store.RemoveAsync("2", Token));
        Assert.False(await store.RemoveAsync("2", Token));
        Assert.Null(await store.GetAsync("2", Token));
        Assert.Equal(["1", "3"], await IdsAsync(store));
    }

    [Fact]
    public async Task One_of_the_same_id_is_replaced_in_its_place()
    {
        var store = Store();
        await StoreAsync(store, Letter("1"), Letter("2"));

        await StoreAsync(store, Letter("1", reason: DeadLetterReason.Gone));

        Assert.Equal(["1", "2"], await IdsAsync(store));
        Assert.Equal(DeadLetterReason.Gone, (await store.GetAsync("1", Token))!.Reason);
    }

    [Fact]
    [Covers(typeof(DeadLetterOptions), nameof(DeadLetterOptions.MemoryCapacity))]
    public async Task When_it_is_full_the_oldest_makes_room_and_is_named_in_the_log()
    {
        var store = Store(capacity: 2);

        await StoreAsync(store, Letter("1", "billing", "invoice.paid"), Letter("2"));
        Assert.Empty(_logs.Lines);
        await StoreAsync(store, Letter("3"));

        Assert.Equal(["2", "3"], await IdsAsync(store));
        Assert.Null(await store.GetAsync("1", Token));
        var line = Assert.Single(_logs.Lines);
        Assert.Equal((LogLevel.Error, 1101), (line.Level, line.Id));
        Assert.Equal(
            "The in-memory dead-letter store is full (2): event evt_1 (invoice.paid) to endpoint billing was dropped. Register an IDeadLetterStore that keeps dead letters on disk, or raise DeadLetters.MemoryCapacity.",
            line.Text);
    }

    [Fact]
    public async Task Replacing_one_in_a_full_store_drops_none()
    {
        var store = Store(capacity: 2);
        await StoreAsync(store, Letter("1"), Letter("2"));

        await StoreAsync(store, Letter("2", reason: DeadLetterReason.Gone));

        Assert.Equal(["1", "2"], await IdsAsync(store));
        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public async Task One_that_was_removed_makes_room()
    {
        var store = Store(capacity: 2);
        await StoreAsync(store, Letter("1"), Letter("2"));
        await store.RemoveAsync("1", Token);

        await StoreAsync(store, Letter("3"));

        Assert.Equal(["2", "3"], await IdsAsync(store));
        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public async Task A_list_can_be_worked_through_while_the_store_changes()
    {
        var store = Store();
        await StoreAsync(store, Letter("1"), Letter("2"), Letter("3"));

        await foreach (var letter in store.ListAsync(DeadLetterFilter.All, Token))
        {
            await store.RemoveAsync(letter.Id, Token);
            await StoreAsync(store, Letter($"new-{letter.Id}"));
        }

        Assert.Equal(["new-1", "new-2", "new-3"], await IdsAsync(store));
    }

    [Fact]
    public async Task Many_threads_lose_nothing_below_the_capacity()
    {
        var store = Store(capacity: 1000);

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), Token, (i, token) => store.StoreAsync(Letter($"{i}"), token));

        Assert.Equal(1000, (await IdsAsync(store)).Count);
        Assert.Empty(_logs.Lines);
    }

    public void Dispose() => _logs.Dispose();

    private InMemoryDeadLetterStore Store(int capacity = 100) => new(
        new DeadLetterOptions { MemoryCapacity = capacity },
        LoggerFactory.Create(logging => logging.AddProvider(_logs)).CreateLogger<InMemoryDeadLetterStore>());

    private static async Task StoreAsync(InMemoryDeadLetterStore store, params DeadLetter[] letters)
    {
        foreach (var letter in letters)
        {
            await store.StoreAsync(letter, Token);
        }
    }

    private static async Task<List<string>> IdsAsync(InMemoryDeadLetterStore store) =>
        await store.ListAsync(DeadLetterFilter.All, Token).Select(letter => letter.Id).ToListAsync(Token);
}
