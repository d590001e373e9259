using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Sending;

/// <summary>Bad arguments: exit code 2, a message that names the option, and nothing on the wire or on stdout.</summary>
public sealed class SendRefusalTests : IAsyncLifetime
{
    private RecordingReceiver _receiver = null!;

    public static TheoryData<string, string[]> Refused => new()
    {
        { "--url", ["--data", "{}"] },
        { "--nope", ["--nope", "x"] },
        { "--json takes no value", ["--json=yes"] },
        { "a value without its option", ["--secret", Some.SecretText, "top-secret"] },
        { "--type: 'a b'", ["--type", "a b"] },
        { "--type: ''", ["--type", ""] },
        { "--type needs a value", ["--type"] },
        { "--data is not JSON", ["--data", "{amount:1}"] },
        { "--data is not JSON", ["--data", ""] },
        { "--data is not JSON", ["--data", "{} {}"] },
        { "--data names a file", ["--data", "@no-such-file.json"] },
        { "--secret: The webhook secret is empty", ["--secret", ""] },
        { "--secret: The webhook secret is empty", ["--scheme", "hex", "--secret", ""] },
        { "--secret: The webhook secret is not padded base64", ["--secret", "whsec_top-secret"] },
        { "--secret: The webhook secret does not decode", ["--secret", "whsec_dG9wLXNlY3JldA=="] },
        { "--secret: The webhook secret is not padded base64", ["--scheme", "stripe", "--scheme", "standard", "--secret", "top-secret"] },
        { "Secrets holds 11", [.. Enumerable.Repeat(new[] { "--secret", Some.SecretText }, 11).SelectMany(pair => pair)] },
        { "--scheme 'nope'", ["--scheme", "nope"] },
        { "Schemes holds two", ["--scheme", "hex", "--scheme", "hex"] },
        { "--id: 'a.b'", ["--id", "a.b"] },
        { "--id: ''", ["--id", ""] },
        { "--id names one event", ["--id", "evt_1", "--count", "2"] },
        { "--id names one event", ["--id", "evt_1", "--every", "1s"] },
        { "--id was given more than once", ["--id", "evt_1", "--id", "evt_2"] },
        { "--header has no name", ["--header", "NoColon"] },
        { "--header has no name", ["--header", ": value"] },
        { "--header gives one name twice", ["--header", "X-A: 1", "--header", "x-a: 2"] },
        { "\"Host\" is reserved", ["--header", "Host: elsewhere.example"] },
        { "\"webhook-id\" is reserved", ["--header", "webhook-id: evt_2"] },
        { "The value of header \"X-A\"", ["--header", "X-A: 1\r\nX-B: 2"] },
        { "The value of header \"X-A\"", ["--header", "X-A: 1\r\n"] },
        { "--retries is '-1'", ["--retries", "-1"] },
        { "--retries is '101'", ["--retries", "101"] },
        { "--retries is 'many'", ["--retries", "many"] },
        { "--base-delay is '2'", ["--base-delay", "2"] },
        { "--base-delay is '-2s'", ["--base-delay", "-2s"] },
        { "--base-delay is '25h'", ["--base-delay", "25h"] },
        { "--base-delay is 's'", ["--base-delay", "s"] },
        { "--timeout is '0s'", ["--timeout", "0s"] },
        { "--timeout is '3m'; give a duration from 1ms to 2m", ["--timeout", "3m"] },
        { "--timeout is 'NaNs'", ["--timeout", "NaNs"] },
        { "--count is '0'", ["--count", "0"] },
        { "--count is '1e3'", ["--count", "1e3"] },
        { "--concurrency is '0'", ["--concurrency", "0"] },
        { "--every is '0s'", ["--every", "0s"] },
    };

    public async ValueTask InitializeAsync() => _receiver = await RecordingReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_bad_argument_is_named_and_nothing_is_sent(string named, string[] arguments)
    {
        var end = named == "--url"
            ? await RunningProgram.RunSampleAsync(RunningProgram.Sender, ["send", "--type", "a.b", .. arguments])
            : await Send.RunAsync(_receiver.Url, arguments);

        AssertRefused(end, named);
        Assert.DoesNotContain("top-secret", end.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--url is not an absolute URL", "hooks")]
    [InlineData("Url: ", "/hooks")]
    [InlineData("Url: ", "ftp://acme.example/hooks")]
    [InlineData("Url: ", "http://acme.example/hooks")]
    [InlineData("Url: ", "https://user:top-secret@acme.example/hooks")]
    [InlineData("Url: ", "https://10.0.0.1/hooks")]
    public async Task A_url_that_cannot_be_sent_to_is_refused(string named, string url)
    {
        var end = await RunningProgram.RunSampleAsync(RunningProgram.Sender, "send", "--type", "a.b", "--data", "{}", "--url", url, "--allow-loopback");

        AssertRefused(end, named);
        Assert.DoesNotContain("top-secret", end.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task This_machine_is_reached_only_with_allow_loopback()
    {
        var end = await RunningProgram.RunSampleAsync(RunningProgram.Sender, "send", "--type", "a.b", "--data", "{}", "--url", _receiver.Url.ToString());

        AssertRefused(end, "add --allow-loopback");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, $"\"{new string('a', 256 * 1024)}\"", TestContext.Current.CancellationToken);

            AssertRefused(await Send.RunAsync(_receiver.Url, "--data", "@" + file), "--data: The body of event");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("A command is missing")]
    [InlineData("is not a command", "snd")]
    [InlineData("is not a command", "--url")]
    public async Task A_command_is_needed(string named, params string[] arguments) =>
        AssertRefused(await RunningProgram.RunSampleAsync(RunningProgram.Sender, arguments), named);

    [Fact]
    public async Task Help_lists_every_option()
    {
        var end = await RunningProgram.RunSampleAsync(RunningProgram.Sender, "help");

        Assert.Equal(0, end.ExitCode);
        string[] options = ["--url", "--type", "--data", "--secret", "--scheme", "--id", "--header", "--retries", "--base-delay", "--timeout", "--allow-loopback", "--count", "--concurrency", "--every", "--json"];
        Assert.All(options, option => Assert.Contains(option, end.ToString(), StringComparison.Ordinal));
    }

    private void AssertRefused(ProgramEnd end, string named)
    {
        Assert.True(end.ExitCode == 2, end.ToString());
        Assert.Contains(named, end.ErrorText, StringComparison.Ordinal);
        Assert.Empty(end.Output);
        Assert.Empty(_receiver.Received);
    }
}
