using System.Diagnostics;
using Npgsql;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Leaks;

namespace WebhookDispatch.EntityFrameworkCore.Tests;

public sealed class OutboxSampleTests(SharedServer server)
{
    [Theory]
    [InlineData()]
    [InlineData("--connection", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2")]
    public async Task The_sample_tells_the_partner_of_the_order_that_was_saved_and_of_no_other(params string[] arguments)
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");

        var (exitCode, output) = await RunAsync(arguments);

        Assert.Equal(arguments.Length == 0, exitCode == 0);
        Assert.Equal(arguments.Length == 0, output.Contains("1 order and 1 event are stored.", StringComparison.Ordinal));
        Assert.Equal(arguments.Length == 0, output.Contains("The partner was told: order.placed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_is_given_keeps_its_own_tables_and_the_sample_can_be_run_again()
    {
        var connectionString = await server.NewDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var create = source.CreateCommand("""CREATE TABLE "Orders" (number integer); INSERT INTO "Orders" VALUES (4711)""");
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await RunAsync(["--connection", connectionString]);
        var (exitCode, output) = await RunAsync(["--connection", connectionString]);

        Assert.Contains("1 order and 1 event are stored.", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
        await using var read = source.CreateCommand("""SELECT number FROM "Orders" """);
        Assert.Equal(4711, await read.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--connection")]
    [InlineData("--connection", "")]
    public async Task A_connection_without_a_value_is_asked_for_in_one_line(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunWithErrorsAsync(arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal("--connection has no value", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Split(':')[0]);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments)
    {
        var (exitCode, output, _) = await RunWithErrorsAsync(arguments);
        return (exitCode, output);
    }

    // Run where it was built: beside the tests it would lack the packages that its framework brings.
    private static async Task<(int ExitCode, string Output, string Errors)> RunWithErrorsAsync(string[] arguments)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var root = built.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var file = Path.Combine(root, "samples", "Outbox", "bin", built.Parent.Name, built.Name, "Outbox.dll");
        using var program = Process.Start(new ProcessStartInfo("dotnet", [file, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = program.StandardError.ReadToEndAsync();
        var output = await program.StandardOutput.ReadToEndAsync();
        LeakWatch.OfThisRun.Look("The output of Outbox", output + await errors);
        await program.WaitForExitAsync();
        return (program.ExitCode, output, await errors);
    }
}
