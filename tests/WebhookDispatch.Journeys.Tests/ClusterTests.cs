using System.Diagnostics;
using System.Globalization;
using Npgsql;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

public sealed class ClusterTests
{
    // The long run: WEBHOOKDISPATCH_KILLS=200 dotnet test tests/WebhookDispatch.Journeys.Tests. Without it each fault comes once.
    private static readonly int Faults =
        int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 0;

    // How long after the lease's end others may take to go on. Beside all other tests, on two processors, the processes wait for their turn.
    private static readonly TimeSpan LongestAfterLease = TimeSpan.FromSeconds(Faults > 0 ? 2 : 10);

    private static readonly Func<ClusterRun, Task>[] All =
    [
        run => run.KillDispatcherAsync(0),
        run => Task.WhenAll(run.KillDispatcherAsync(1), run.KillDispatcherAsync(2)),
        run => run.FreezeDispatcherAsync(0),
        run => run.EndConnectionsAsync("true"),
        run => run.Server.RestartAsync("fast"),
        run => run.Server.RestartAsync("immediate"),
        KillPostmasterAsync,
        SilenceAsync,
        HoldBackVacuumAsync,
    ];

    [Fact]
    public async Task Nothing_that_was_accepted_is_lost_when_dispatchers_connections_and_the_server_fail()
    {
        SkipWithoutServer();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var run = await ClusterRun.StartAsync();
        for (var fault = 0; fault < Math.Max(Faults, All.Length); fault++)
        {
            await run.DisturbAsync(fault < All.Length ? All[fault] : All[random.Next(All.Length)]);
        }

        var (report, counts) = await run.FinishAsync();

        TestContext.Current.TestOutputHelper!.WriteLine($"{report} seed={seed} overwritten={await run.OverwrittenAsync()}");
        Assert.True(report is { Lost: 0, Accepted: > 0 }, report.ToString());
        Assert.True(report.Duplicates <= report.Bound, report.ToString());
        Assert.Equal((report.Accepted, 0, 0), (counts.Delivered, counts.Dead, counts.Waiting));
        Assert.Equal(0, await run.OverwrittenAsync());
        Assert.InRange(report.RecoveryP99, 0, (ClusterRun.Lease + LongestAfterLease).TotalMilliseconds);
    }

    [Fact]
    public async Task Three_processes_share_what_one_publishes()
    {
        SkipWithoutServer();
        await using var server = await PostgresServer.StartAsync();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(204);
        var store = await server.DatabaseAsync("shared");
        var published = await ConsoleSenderProgram.RunAsync(
            "publish", "--store", store, "--url", receiver.Url.ToString(), "--type", "order.placed", "--data", "{}", "--secret", Some.SecretText, "--allow-loopback", "--count", "200", "--concurrency", "8");
        Assert.Equal((0, ""), (published.ExitCode, published.ErrorText));

        var ended = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ConsoleSenderProgram.RunAsync("dispatch", "--store", store, "--until-empty", "--allow-loopback")));

        Assert.All(ended, end => Assert.Equal((0, "delivered=200 dead=0 pending=0"), (end.ExitCode, end.Output[^1])));
        Assert.Equal(200, receiver.Received.Select(request => request.Header("webhook-id")).Distinct().Count());
    }

    [Theory]
    [InlineData("Host=localhost;Database=shop", "CREATE TABLE \"webhooks\".queue", "CREATE SCHEMA IF NOT EXISTS \"webhooks\";")]
    [InlineData("webhooks.db", "CREATE TABLE queue", "PRAGMA user_version = 1")]
    public async Task The_schema_is_printed_and_nothing_is_opened(string store, params string[] expected)
    {
        var (exitCode, lines, errors) = await ConsoleSenderProgram.RunAsync("schema", "--store", store);

        Assert.Equal((0, 0), (exitCode, errors.Count));
        Assert.All(expected, line => Assert.Contains(lines, printed => printed.Contains(line, StringComparison.Ordinal)));
        Assert.False(File.Exists("webhooks.db"));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=shop;Password=hunter2", 3, "127.0.0.1:1")]
    [InlineData("Host=127.0.0.1;Colour=red;Password=hunter2", 2, "connection string")]
    [InlineData("postgresql://shop:hunter2@127.0.0.1:1/shop", 2, "connection string is a URL")]
    public async Task A_store_that_cannot_be_used_is_told_in_one_line_without_a_secret(string store, int code, string expected)
    {
        var end = await ConsoleSenderProgram.RunAsync("dispatch", "--store", store, "--until-empty");

        Assert.Equal(code, end.ExitCode);
        Assert.Contains(expected, end.ErrorText, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", end.ErrorText, StringComparison.Ordinal);
    }

    private static async Task KillPostmasterAsync(ClusterRun run)
    {
        using (var kill = Process.Start("kill", ["-KILL", run.Server.Postmaster.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await run.Server.StartAgainAsync();
    }

    // Whoever listens is cut off three times while deliveries flow.
    private static async Task SilenceAsync(ClusterRun run)
    {
        for (var i = 0; i < 3; i++)
        {
            await run.EndConnectionsAsync("query LIKE 'LISTEN%'");
            await run.FlowAsync(100);
        }
    }

    private static async Task HoldBackVacuumAsync(ClusterRun run)
    {
        await using var source = NpgsqlDataSource.Create(run.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var look = new NpgsqlCommand("SELECT count(*) FROM webhooks.queue", connection);
        await look.ExecuteScalarAsync();
        await run.FlowAsync(1000);
    }

    private static void SkipWithoutServer()
    {
        if (PostgresServer.Missing is { } reason)
        {
            Assert.True(Environment.GetEnvironmentVariable("CI") is null or "", reason);
            Assert.Skip(reason);
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_POSTGRES") is null or "", "The server that is named is not ours to kill.");
    }
}
