using Microsoft.Data.Sqlite;

namespace WebhookDispatch.Journeys.Tests.Faults;

/// <summary>A store that cannot be used is said in one line, with what to do, and nothing is accepted.</summary>
public sealed class StoreTroubleTests
{
    [Fact]
    public async Task A_second_process_on_the_file_is_refused_and_the_first_goes_on()
    {
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(20);
        var answer = new TaskCompletionSource();
        run.AnswerOnce(_ => answer.Task);
        await using var first = run.Dispatch("--until-empty");
        await run.NextArrivalAsync();

        var second = await ConsoleSenderProgram.RunAsync(run.PublishArguments(1));

        Assert.Equal(3, second.ExitCode);
        Assert.Contains("process", Assert.Single(second.Errors), StringComparison.Ordinal);
        Assert.Empty(second.Output);
        answer.SetResult();
        Assert.Equal("delivered=20 dead=0 pending=0", (await first.EndAsync()).Output[^1]);
        Assert.Equal(0, (await run.FinishAsync(inFlight: 0)).Duplicates);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(1);
        Execute(run.Store, "PRAGMA user_version = 99");

        await AssertRefusedAsync(run, "version");

        Assert.Equal("ok", StoreIntegrity.Of(run.Store));
    }

    [Fact]
    public async Task A_database_of_somebody_else_is_left_alone()
    {
        await using var run = await FaultRun.StartAsync();
        Execute(run.Store, "CREATE TABLE invoice (id INTEGER PRIMARY KEY)");

        await AssertRefusedAsync(run, "a file of its own");
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_is_named()
    {
        await using var run = await FaultRun.StartAsync();
        System.IO.Directory.CreateDirectory(run.Store);

        await AssertRefusedAsync(run, run.Store);
    }

    private static async Task AssertRefusedAsync(FaultRun run, string said)
    {
        var end = await ConsoleSenderProgram.RunAsync(run.PublishArguments(1));

        Assert.Equal(3, end.ExitCode);
        Assert.Contains(said, Assert.Single(end.Errors), StringComparison.Ordinal);
        Assert.Empty(end.Output);
    }

    private static void Execute(string file, string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
