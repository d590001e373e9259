using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Receiving;

public sealed class ReceiverOptionTests
{
    [Fact]
    public async Task Any_of_several_secrets_may_have_signed()
    {
        var old = WebhookSecret.Generate();
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText, "--secret", old.Reveal());

        Assert.Equal(HttpStatusCode.Accepted, (await receiver.PostAsync(Some.Secret, "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await receiver.PostAsync(old, "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.PostAsync(WebhookSecret.Generate(), "{}")).StatusCode);
    }

    [Fact]
    public async Task Without_a_secret_one_is_made_and_nothing_else_is_accepted()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var line = await receiver.Program.ErrorLineAsync("whsec_");
        var made = WebhookSecret.Parse(line.Split(' ').Single(word => word.StartsWith("whsec_", StringComparison.Ordinal)).TrimEnd(','));

        Assert.Equal(HttpStatusCode.Accepted, (await receiver.PostAsync(made, "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.PostAsync(Some.Secret, "{}")).StatusCode);
    }

    [Fact]
    public async Task Only_the_named_schemes_are_accepted()
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText, "--scheme", "github", "--scheme", "slack");
        var secret = WebhookSecret.FromText(Some.SecretText);

        Assert.Equal(HttpStatusCode.Accepted, (await receiver.PostAsync(secret, "{}", WebhookScheme.GitHub)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await receiver.PostAsync(secret, "{}", WebhookScheme.Slack)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.PostAsync(Some.Secret, "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.PostAsync(secret, "{}", WebhookScheme.Hex)).StatusCode);
    }

    [Fact]
    public async Task The_type_comes_from_the_header_where_the_body_has_none()
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", "text key", "--scheme", "github");
        var push = await File.ReadAllBytesAsync(Repository.Payload("push"), TestContext.Current.CancellationToken);
        var request = receiver.Sign(WebhookSecret.FromText("text key"), push, WebhookScheme.GitHub);
        request.Headers.Add("X-GitHub-Event", "push");

        await receiver.PostAsync(request);

        await receiver.Program.LineAsync(" push accepted");
        await receiver.Program.ErrorLineAsync("build of \"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5\" started");
    }

    [Fact]
    public async Task The_first_requests_fail_as_asked()
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText, "--fail", "418:2");

        Assert.Equal(418, (int)(await receiver.PostAsync(Some.Secret, "{}", id: "evt_1")).StatusCode);
        Assert.Equal(418, (int)(await receiver.PostAsync(Some.Secret, "{}", id: "evt_1")).StatusCode);
        Assert.Equal(202, (int)(await receiver.PostAsync(Some.Secret, "{}", id: "evt_1")).StatusCode);
        Assert.Equal("evt_1 - failed 418", await receiver.Program.LineAsync("evt_1"));
        Assert.False(Assert.Single(await receiver.ReceivedAsync()).GetProperty("duplicate").GetBoolean());
    }

    [Fact]
    public async Task Answers_wait_for_the_delay()
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText, "--delay", "2s");
        var started = Stopwatch.GetTimestamp();

        Assert.Equal(HttpStatusCode.Accepted, (await receiver.PostAsync(Some.Secret, "{}")).StatusCode);

        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromSeconds(2), "The answer came before the delay was over.");
    }

    [Fact]
    public async Task It_listens_on_the_port_and_on_this_machine_only()
    {
        var port = FreePort();
        await using var receiver = await RunningReceiver.StartAsync("--port", $"{port}", "--secret", Some.SecretText);
        Assert.Equal(port, receiver.Url.Port);
        Assert.Equal(HttpStatusCode.Accepted, (await receiver.PostAsync(Some.Secret, "{}")).StatusCode);

        var outside = NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address).FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(outside is null, "This machine has no address but loopback.");
        using var client = new TcpClient();
        var refused = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(outside!, port, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var end = await RunningProgram.RunSampleAsync(RunningReceiver.Name, "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(1, end.ExitCode);
        Assert.Contains("Cannot listen", end.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task It_ends_cleanly_when_it_is_stopped(string signal)
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText);

        await receiver.Program.SignalAsync(signal);

        Assert.Equal(0, (await receiver.Program.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("--port is '70000'", "--port", "70000")]
    [InlineData("--port is 'http'", "--port", "http")]
    [InlineData("--secret: The webhook secret is not padded base64", "--secret", "top-secret")]
    [InlineData("--secret: The webhook secret is empty", "--secret", "", "--scheme", "hex")]
    [InlineData("--scheme 'nope'", "--scheme", "nope")]
    [InlineData("--fail is '503'", "--fail", "503")]
    [InlineData("--fail is '99:1'", "--fail", "99:1")]
    [InlineData("--fail is '503:-1'", "--fail", "503:-1")]
    [InlineData("--delay is '3'", "--delay", "3")]
    [InlineData("--nope is not an option", "--nope", "1")]
    [InlineData("a value without its option", "top-secret")]
    public async Task A_bad_argument_is_named(string named, params string[] arguments)
    {
        var end = await RunningProgram.RunSampleAsync(RunningReceiver.Name, arguments);

        Assert.True(end.ExitCode == 2, end.ToString());
        Assert.Contains(named, end.ErrorText, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", end.ErrorText, StringComparison.Ordinal);
        Assert.Empty(end.Output);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
