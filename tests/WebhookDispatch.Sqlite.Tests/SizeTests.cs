using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class SizeTests : StoreTest
{
    // A page and the header that the log puts before it.
    private const int FrameBytes = 8192 + 24;

    [Fact]
    public async Task The_log_is_copied_after_CheckpointPages()
    {
        var small = await LogAfterLoadAsync(100);
        var large = await LogAfterLoadAsync(100_000);

        // 100 pages, and the transaction that passed them.
        Assert.True(small < 200 * FrameBytes, $"The log has {small} bytes.");
        Assert.True(large > 3 * small, $"The logs have {small} and {large} bytes.");
    }

    [Fact]
    public async Task The_log_is_copied_a_quarter_at_a_time_where_that_takes_no_time()
    {
        var length = await LogAfterLoadAsync(1000);

        Assert.True(length < 400 * FrameBytes, $"The log has {length} bytes.");
    }

    [Fact]
    public async Task Readers_without_a_gap_do_not_make_the_log_grow_for_ever()
    {
        var store = await OpenAsync(new SqliteStoreOptions { CheckpointPages = 50 });
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await store.ListDeliveriesAsync(new DeliveryFilter(), before: null, limit: 20, Cancellation);
            }
        })).ToList();

        await LoadAsync(store, 500);

        await stop.CancelAsync();
        await Task.WhenAll(readers);

        // The load writes some 6,000 pages.
        Assert.True(Folder.LogLength < 2000 * FrameBytes, $"The log has {Folder.LogLength} bytes.");
    }

    [Fact]
    public async Task Under_a_steady_load_the_file_stops_growing()
    {
        var store = await OpenAsync();
        var pages = new List<long>();
        for (var day = 0; day < 24; day++)
        {
            await LoadAsync(store, 100);
            Clock.Advance(TimeSpan.FromDays(1));
            await store.ForgetAsync(TimeSpan.FromDays(7), TimeSpan.FromDays(90), 5000, Cancellation);
            pages.Add(Folder.ReadNumber("PRAGMA page_count"));
        }

        Assert.True(pages[^1] <= pages[11] * 1.1, $"Pages by day: {string.Join(' ', pages)}.");
        Assert.True(pages[^1] > pages[0], "The load is seen at all.");
    }

    [Fact]
    public async Task What_a_flood_took_is_given_back_when_it_is_forgotten()
    {
        var store = await OpenAsync();
        var held = await Task.WhenAll(Enumerable.Range(0, 1500).Select(_ => HandedOverAsync(store, bytes: 16_000)));
        await store.SettleAsync([.. held.Select(Delivered)], Cancellation);
        var flood = Folder.ReadNumber("PRAGMA page_count");
        Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(3000, await store.ForgetAsync(TimeSpan.FromDays(7), TimeSpan.FromDays(90), 5000, Cancellation));

        Assert.True(Folder.ReadNumber("PRAGMA page_count") < flood / 3, "The pages are still there.");
        Assert.Equal(0, Folder.ReadNumber("SELECT count(*) FROM attempt"));
    }

    [Fact]
    public async Task Forgetting_stops_at_its_limit_and_goes_on_where_it_stopped()
    {
        var store = await OpenAsync();
        await LoadAsync(store, 700);
        Clock.Advance(TimeSpan.FromDays(8));

        var steps = new List<int>();
        while (steps.Count == 0 || steps[^1] == 600)
        {
            steps.Add(await store.ForgetAsync(TimeSpan.FromDays(7), TimeSpan.FromDays(90), 600, Cancellation));
        }

        Assert.Equal([600, 600, 200], steps);
        Assert.Equal(0, Folder.ReadNumber("SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM delivery)"));
    }

    private async Task<long> LogAfterLoadAsync(int checkpointPages)
    {
        var store = await OpenAsync(new SqliteStoreOptions { CheckpointPages = checkpointPages });
        await LoadAsync(store, 400);
        var length = Folder.LogLength;
        await store.DisposeAsync();
        return length;
    }

    private static async Task LoadAsync(SqliteWebhookStore store, int deliveries)
    {
        for (var i = 0; i < deliveries; i++)
        {
            await SettleAsync(store, Delivered(await HandedOverAsync(store, bytes: 1024)));
        }
    }
}
