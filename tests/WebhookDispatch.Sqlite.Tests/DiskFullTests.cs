using System.Diagnostics;
using WebhookDispatch.Sqlite;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class DiskFullTests : StoreTest
{
    [Fact]
    public async Task A_full_disk_accepts_nothing_it_does_not_store_and_goes_on_when_there_is_room()
    {
        var disk = Path.Combine(Folder.Root, "disk");
        System.IO.Directory.CreateDirectory(disk);
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && await RunAsync("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk) == 0,
            "A small disk can only be mounted by root on Linux.");
        try
        {
            await FillAsync(Path.Combine(disk, "webhooks.db"), Path.Combine(disk, "ballast"));
        }
        finally
        {
            await RunAsync("umount", disk);
        }
    }

    private async Task FillAsync(string path, string ballast)
    {
        await File.WriteAllBytesAsync(ballast, new byte[1024 * 1024], Cancellation);
        var store = await Folder.OpenAsync(Clock, new SqliteStoreOptions { CheckpointPages = 50 }, path);
        var accepted = new List<string>();

        var exception = await AssertTroubleAsync(StoreTrouble.Full, async () =>
        {
            while (true)
            {
                accepted.Add((await EnqueueAsync(store, New(bytes: 20_000))).EventId);
            }
        });

        Assert.Contains("Make room", exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(accepted);
        await AssertTroubleAsync(StoreTrouble.Full, () => EnqueueAsync(store, New(bytes: 500_000)));
        Assert.Equal(accepted.Count, (await store.CountDeliveriesAsync(Cancellation)).Waiting);

        File.Delete(ballast);
        accepted.Add((await EnqueueAsync(store, New(bytes: 20_000))).EventId);
        await Folder.Logs.WhenAsync(line => line.Id == 3002);
        Assert.Equal([3001, 3002], Folder.Logs.Lines.Select(line => line.Id).Where(id => id != 3003));
        await store.DisposeAsync();

        var reopened = await Folder.OpenAsync(Clock, path: path);
        Assert.Equal(accepted, (await ClaimAsync(reopened)).Select(delivery => delivery.Event.Id));
        Assert.Equal(accepted.Count, Folder.ReadNumber("SELECT count(*) FROM event", path));
        await reopened.DisposeAsync();
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode;
    }
}
