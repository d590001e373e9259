using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

public sealed class StoreCommandTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("webhooks-").FullName;

    private string Store => Path.Combine(_folder, "webhooks.db");

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_one_process_publishes_another_delivers()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var published = await PublishAsync(receiver, "--count", "3");
        Assert.Equal(3, published.Length);

        var dispatched = await RunAsync("dispatch", "--until-empty", "--allow-loopback");

        Assert.Equal("delivered=3 dead=0 pending=0", dispatched[^1]);
        Assert.Equal(published.Order(), receiver.Received.Select(request => request.Header("webhook-id")).Order());
        var history = await RunAsync("history", published[0]);
        Assert.Contains(history, line => line.Contains("to console: delivered", StringComparison.Ordinal));
        Assert.Contains(history, line => line.Contains("attempt 1 ", StringComparison.Ordinal) && line.Contains(" delivered ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_dead_is_listed_replayed_and_delivered()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        var published = await PublishAsync(receiver);
        var dispatched = await RunAsync("dispatch", "--until-empty", "--allow-loopback", "--schedule", "10ms,20ms");
        Assert.Equal("delivered=0 dead=1 pending=0", dispatched[^1]);
        Assert.Equal(3, receiver.Received.Count);

        var dead = Assert.Single(await RunAsync("dead-letters", "list"));
        Assert.Contains($" {published[0]} crash.test console exhausted attempts=3", dead, StringComparison.Ordinal);
        receiver.AnswerWith(200);
        var id = dead.Split(' ')[0];
        Assert.Equal([$"replayed {id}"], await RunAsync("dead-letters", "replay", id));
        Assert.Equal("delivered=1 dead=0 pending=0", (await RunAsync("dispatch", "--until-empty", "--allow-loopback"))[^1]);
        Assert.Equal(["replayed 0"], await RunAsync("dead-letters", "replay-all"));
    }

    [Theory]
    [InlineData(2, "publish", "--url", "https://acme-receiver.com/x", "--type", "a.b", "--data", "{")]
    [InlineData(2, "publish", "--url", "http://127.0.0.1:9/x", "--type", "a.b", "--data", "{}")]
    [InlineData(2, "dispatch", "--schedule", "1x")]
    [InlineData(2, "dead-letters", "bury")]
    [InlineData(1, "dead-letters", "replay", "17")]
    [InlineData(1, "history", "evt_unknown")]
    public async Task What_cannot_be_done_is_said_on_standard_error(int exitCode, params string[] arguments)
    {
        var end = await ConsoleSenderProgram.RunAsync([.. arguments, "--store", Store]);

        Assert.Equal(exitCode, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.NotEmpty(end.Errors);
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_refused_in_one_line()
    {
        await File.WriteAllTextAsync(Store, "hello", TestContext.Current.CancellationToken);

        var end = await ConsoleSenderProgram.RunAsync("dispatch", "--until-empty", "--store", Store);

        Assert.Equal(3, end.ExitCode);
        Assert.Contains("is not a SQLite database", Assert.Single(end.Errors), StringComparison.Ordinal);
    }

    private async Task<string[]> PublishAsync(RecordingReceiver receiver, params string[] more)
    {
        var lines = await RunAsync(
            ["publish", "--url", receiver.Url.ToString(), "--type", "crash.test", "--data", "\"" + Canary.Body + "\"", "--secret", Some.SecretText, "--allow-loopback", .. more]);
        return [.. lines.Select(line => line["accepted ".Length..])];
    }

    private async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        var end = await ConsoleSenderProgram.RunAsync([.. arguments, "--store", Store]);
        Assert.True(end.ExitCode == 0, end.ToString());
        return end.Output;
    }
}
