using System.Diagnostics;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class OpeningTests : StoreTest
{
    [Fact]
    public async Task A_second_store_on_the_same_file_is_refused_and_told_what_to_do()
    {
        await OpenAsync();

        var exception = await AssertTroubleAsync(StoreTrouble.InUse, () => OpenAsync());

        Assert.Contains(Folder.File, exception.Message, StringComparison.Ordinal);
        Assert.Contains("stop the other", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_sees_the_lock_while_the_store_is_open_and_only_then()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "flock is not installed.");
        var store = await OpenAsync();
        Assert.NotEqual(0, await TryLockElsewhereAsync());

        await store.DisposeAsync();

        Assert.Equal(0, await TryLockElsewhereAsync());
    }

    [Fact]
    public async Task A_link_to_the_file_does_not_get_round_the_lock()
    {
        await OpenAsync();
        var link = Path.Combine(Folder.Root, "link.db");
        File.CreateSymbolicLink(link, Folder.File);

        await AssertTroubleAsync(StoreTrouble.InUse, () => Folder.OpenAsync(Clock, path: link));
    }

    [Fact]
    public async Task The_file_can_be_opened_again_after_it_was_closed()
    {
        await (await OpenAsync()).DisposeAsync();

        Assert.Empty(await ClaimAsync(await OpenAsync()));
    }

    [Fact]
    public async Task A_store_that_was_refused_opens_once_the_other_is_closed()
    {
        var first = await OpenAsync();
        var second = Folder.Create(Clock);
        await AssertTroubleAsync(StoreTrouble.InUse, () => second.OpenAsync(Cancellation).AsTask());
        await first.DisposeAsync();

        await second.OpenAsync(Cancellation);

        await EnqueueAsync(second, New());
    }

    [Fact]
    public async Task Opening_it_twice_is_harmless()
    {
        var store = await OpenAsync();

        await store.OpenAsync(Cancellation);

        await EnqueueAsync(store, New());
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is somebody's diary. ", 100));
        await File.WriteAllTextAsync(Folder.File, text, Cancellation);

        var exception = await AssertTroubleAsync(StoreTrouble.NotOurs, () => OpenAsync());

        Assert.Contains("Give the path", exception.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(Folder.File, Cancellation));
    }

    [Fact]
    public async Task Another_database_is_refused_and_left_alone()
    {
        using (var database = SqliteDatabase.OpenWriting(Folder.File))
        {
            database.Execute("CREATE TABLE invoice (id INTEGER PRIMARY KEY)");
        }

        var before = await File.ReadAllBytesAsync(Folder.File, Cancellation);

        await AssertTroubleAsync(StoreTrouble.NotOurs, () => OpenAsync());

        Assert.Equal(before, await File.ReadAllBytesAsync(Folder.File, Cancellation));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_both_versions_are_named()
    {
        await (await OpenAsync()).DisposeAsync();
        using (var database = SqliteDatabase.OpenWriting(Folder.File))
        {
            database.Execute("PRAGMA user_version = 99");
        }

        var exception = await AssertTroubleAsync(StoreTrouble.NewerSchema, () => OpenAsync());

        Assert.Contains("schema 99", exception.Message, StringComparison.Ordinal);
        Assert.Contains("knows 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_told_from_a_foreign_one()
    {
        var store = await OpenAsync();
        await store.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Folder.File, Cancellation);
        bytes.AsSpan(4096).Fill(0xA5);
        await File.WriteAllBytesAsync(Folder.File, bytes, Cancellation);

        await AssertTroubleAsync(StoreTrouble.Damaged, () => OpenAsync());
    }

    [Fact]
    public async Task A_missing_directory_is_named()
    {
        var path = Path.Combine(Folder.Root, "missing", "webhooks.db");

        var exception = await AssertTroubleAsync(StoreTrouble.Unreachable, () => Folder.OpenAsync(Clock, path: path));

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Create the directory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_a_directory_is_unreachable()
    {
        System.IO.Directory.CreateDirectory(Folder.File);

        await AssertTroubleAsync(StoreTrouble.Unreachable, () => OpenAsync());
    }

    [Fact]
    public async Task Nothing_works_before_it_is_opened()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => EnqueueAsync(Folder.Create(Clock), New()));

        Assert.Contains("OpenAsync", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_works_after_it_is_closed()
    {
        var store = await OpenAsync();
        await store.DisposeAsync();

        await AssertTroubleAsync(StoreTrouble.Closed, () => EnqueueAsync(store, New()));
        await AssertTroubleAsync(StoreTrouble.Closed, () => store.CountDeliveriesAsync(Cancellation).AsTask());
        await AssertTroubleAsync(StoreTrouble.Closed, () => store.OpenAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task Only_its_owner_may_read_the_file_because_secrets_are_in_it()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());

        foreach (var file in System.IO.Directory.GetFiles(Folder.Root))
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(file));
        }
    }

    private async Task<int> TryLockElsewhereAsync()
    {
        using var process = Process.Start("/usr/bin/flock", ["--exclusive", "--nonblock", Folder.File + ".lock", "true"]);
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode;
    }
}
