using Microsoft.Extensions.Logging.Abstractions;
using WebhookDispatch.Events;
using WebhookDispatch.Sqlite.History;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class StoredIdsTests : StoreTest
{
    private const int Few = 300;

    [Fact]
    public async Task An_event_is_known_to_be_stored_whenever_it_was_stored()
    {
        var before = await OpenAsync();
        await StoreAsync(before, "before", Few);
        await before.DisposeAsync();
        var store = await OpenAsync();
        await StoreAsync(store, "unasked", Few);

        var storing = Task.Run(() => StoreAsync(store, "meanwhile", 10 * Few), Cancellation);
        await AskAsync(store);
        await storing;
        await StoreAsync(store, "after", Few);

        foreach (var (word, count) in new[] { ("before", Few), ("unasked", Few), ("meanwhile", 10 * Few), ("after", Few) })
        {
            Assert.All(Enumerable.Range(0, count), i => Assert.True(store.Ids.MayHold("acme", $"{word}-{i}")));
        }

        Assert.True(await store.IsStoredAsync("acme", "before-1", Cancellation));
        Assert.False(await store.IsStoredAsync("other", "before-1", Cancellation));
    }

    [Fact]
    public async Task Of_nearly_all_new_events_it_is_known_without_the_file_that_they_are_not_stored()
    {
        var store = await OpenAsync();
        await StoreAsync(store, "old", Few);
        Assert.True(store.Ids.MayHold("acme", "new"));

        await AskAsync(store);

        Assert.InRange(Enumerable.Range(0, 1000).Count(i => store.Ids.MayHold("acme", $"new-{i}")), 0, 20);
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => store.Ids.MayHold($"acme{i}", "old-1")), 0, 20);
    }

    [Fact]
    public async Task What_is_known_grows_with_the_store()
    {
        var store = await OpenAsync();
        await using var readers = new ReaderPool(Folder.File);
        var ids = new StoredIds(store.Writer, readers, NullLogger.Instance, fewest: 1);
        await AskAsync(store, ids);
        await StoreAsync(store, "later", Few);
        ids.Note(Named("later", Enumerable.Range(0, Few)));
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => ids.MayHold("acme", $"new-{i}")), 100, 1000);

        await AskAsync(store, ids);

        Assert.All(Enumerable.Range(0, Few), i => Assert.True(ids.MayHold("acme", $"later-{i}")));
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => ids.MayHold("acme", $"new-{i}")), 0, 20);
    }

    private static Task AskAsync(SqliteWebhookStore store) => AskAsync(store, store.Ids);

    private static async Task AskAsync(SqliteWebhookStore store, StoredIds ids)
    {
        Assert.False(await store.IsStoredAsync("acme", "never", Cancellation));
        for (var i = 0; i < StoredIds.QuestionsFirst; i++)
        {
            _ = ids.MayHold("acme", $"asked-{i}");
        }

        await ids.Building;
    }

    private static async Task StoreAsync(SqliteWebhookStore store, string word, int count)
    {
        foreach (var some in Enumerable.Range(0, count).Chunk(50))
        {
            Assert.All(await store.EnqueueAsync(Named(word, some), Lease, Cancellation), result => Assert.Equal(EnqueueStatus.Stored, result.Status));
        }
    }

    private static NewEvent[] Named(string word, IEnumerable<int> numbers) =>
        [.. numbers.Select(i => New(WebhookEvent.FromBytes("payment.completed", "{}"u8, id: $"{word}-{i}")) with { Tenant = "acme" })];
}
