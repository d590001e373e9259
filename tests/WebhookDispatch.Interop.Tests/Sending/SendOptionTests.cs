using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Sending;

public sealed class SendOptionTests : IAsyncLifetime
{
    private RecordingReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await RecordingReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Data_is_sent_byte_for_byte()
    {
        await SendAsync("--data", """{ "b":1,   "a":"é🚚" }""");

        Assert.Equal("""{ "b":1,   "a":"é🚚" }"""u8.ToArray(), _receiver.Received.Single().Body);
    }

    [Fact]
    public async Task Data_of_a_file_is_sent_byte_for_byte()
    {
        await SendAsync("--data", "@" + Repository.Payload("order.placed"));

        Assert.Equal(await File.ReadAllBytesAsync(Repository.Payload("order.placed"), Cancelled), _receiver.Received.Single().Body);
    }

    [Fact]
    public async Task A_value_that_begins_with_dashes_follows_an_equals_sign()
    {
        await SendAsync("--scheme", "hex", "--secret=--key", "--data={}");

        Assert.True(Verifies(WebhookScheme.Hex, WebhookSecret.FromText("--key")));
    }

    [Fact]
    public async Task The_type_and_the_id_are_sent()
    {
        await SendAsync("--scheme", "github", "--type", "repository.pushed", "--id", "evt_mine");

        var request = _receiver.Received.Single();
        Assert.Equal("repository.pushed", request.Header("X-GitHub-Event"));
        Assert.Equal("evt_mine", request.Header("X-GitHub-Delivery"));
    }

    [Fact]
    public async Task Without_an_id_each_event_gets_its_own()
    {
        await SendAsync("--count", "3");

        Assert.Equal(3, _receiver.Received.Select(request => request.Header("webhook-id")).Distinct().Count());
        Assert.All(_receiver.Received, request => Assert.StartsWith("evt_", request.Header("webhook-id"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_secret_signs_and_the_first_is_the_current_one()
    {
        var old = WebhookSecret.Generate();
        await SendAsync("--secret", Some.SecretText, "--secret", old.Reveal());

        Assert.True(Verifies(WebhookScheme.Standard, Some.Secret));
        Assert.True(Verifies(WebhookScheme.Standard, old));
        var request = _receiver.Received.Single();
        var signer = new WebhookSigner(WebhookScheme.Standard, Some.Secret);
        var timestamp = long.Parse(request.Header("webhook-timestamp")!, provider: null);
        Assert.StartsWith(signer.Sign(request.Header("webhook-id")!, timestamp, request.Body) + " ", request.Header("webhook-signature"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_secret_one_is_made_and_shown_on_stderr_only()
    {
        var end = await SendAsync();

        var shown = end.ErrorText.Split(' ', '\n').Single(word => word.StartsWith("whsec_", StringComparison.Ordinal)).TrimEnd(',');
        Assert.True(Verifies(WebhookScheme.Standard, WebhookSecret.Parse(shown)));
        Assert.DoesNotContain(shown, string.Join('\n', end.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_secret_is_not_shown()
    {
        var end = await SendAsync("--secret", Some.SecretText);

        Assert.DoesNotContain(Some.SecretText, end.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_schemes_sign_side_by_side()
    {
        await SendAsync("--secret", Some.SecretText, "--scheme", "standard", "--scheme", "github");

        Assert.True(Verifies(WebhookScheme.Standard, Some.Secret));
        Assert.True(Verifies(WebhookScheme.GitHub, Some.Secret));
    }

    [Fact]
    public async Task Headers_are_added()
    {
        await SendAsync("--header", "X-Tenant: acme", "--header", "X-Note:with: colon");

        Assert.Equal("acme", _receiver.Received.Single().Header("x-tenant"));
        Assert.Equal("with: colon", _receiver.Received.Single().Header("x-note"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task Retries_come_in_addition_to_the_first_attempt(int retries)
    {
        _receiver.AnswerWith(503);

        var end = await Send.RunAsync(_receiver.Url, "--retries", $"{retries}", "--base-delay", "1ms");

        Assert.Equal(1, end.ExitCode);
        Assert.Equal(retries + 1, _receiver.Received.Count);
        Assert.EndsWith(" dead-lettered Exhausted", end.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_base_delay_shortens_every_wait()
    {
        _receiver.AnswerWith(503);
        var started = Stopwatch.GetTimestamp();

        await Send.RunAsync(_receiver.Url, "--retries", "4", "--base-delay", "5ms");

        Assert.Equal(5, _receiver.Received.Count);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(25), "By default four retries wait for 30 s.");
    }

    [Theory]
    [InlineData("--base-delay", "1h")]
    [InlineData("--base-delay", "0s")]
    [InlineData("--timeout", "1.5m")]
    [InlineData("--timeout", "2s")]
    public Task Durations_have_units_from_milliseconds_to_hours(string option, string duration) => SendAsync(option, duration);

    [Fact]
    public async Task The_timeout_bounds_an_attempt_also_when_it_is_below_the_time_to_connect()
    {
        var never = new TaskCompletionSource();
        _receiver.AnswerWith((_, context) => never.Task.WaitAsync(context.RequestAborted));

        var end = await Send.RunAsync(_receiver.Url, "--timeout", "400ms", "--retries", "0", "--json");

        Assert.Equal(1, end.ExitCode);
        var attempt = JsonDocument.Parse(end.Output.Single()).RootElement.GetProperty("attempts")[0];
        Assert.Equal("timeout", attempt.GetProperty("failure").GetString());
        Assert.InRange(attempt.GetProperty("durationMs").GetDouble(), 350, 10_000);
    }

    [Fact]
    public async Task Concurrency_sends_that_many_at_once()
    {
        var inFlight = 0;
        var all = new TaskCompletionSource();
        _receiver.AnswerWith((_, context) =>
        {
            if (Interlocked.Increment(ref inFlight) == 3)
            {
                all.SetResult();
            }

            return all.Task.WaitAsync(context.RequestAborted);
        });

        var end = await Send.RunAsync(_receiver.Url, "--count", "3", "--concurrency", "3", "--retries", "0");

        Assert.True(end.ExitCode == 0, end.ToString());
    }

    [Fact]
    public async Task Without_concurrency_events_go_one_after_the_other()
    {
        var inFlight = 0;
        var most = new ConcurrentBag<int>();
        _receiver.AnswerWith(async (_, context) =>
        {
            most.Add(Interlocked.Increment(ref inFlight));
            await context.Response.Body.WriteAsync(new byte[4096]);
            Interlocked.Decrement(ref inFlight);
        });

        await SendAsync("--count", "20");

        Assert.Equal(20, most.Count);
        Assert.Equal(1, most.Max());
    }

    [Fact]
    public async Task Every_waits_between_events()
    {
        var started = Stopwatch.GetTimestamp();

        await SendAsync("--every", "3s", "--count", "2");

        Assert.Equal(2, _receiver.Received.Count);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromSeconds(3), "The second event came before the interval was over.");
    }

    [Fact]
    public async Task Other_events_are_given_up_at_once_while_the_circuit_is_open()
    {
        _receiver.AnswerWith(503);

        var end = await Send.RunAsync(_receiver.Url, "--count", "8", "--retries", "0");

        Assert.Equal(5, _receiver.Received.Count);
        Assert.Equal(5, end.Output.Count(line => line.EndsWith(" dead-lettered Exhausted", StringComparison.Ordinal)));
        Assert.Equal(3, end.Output.Count(line => line.EndsWith(" dead-lettered CircuitOpen", StringComparison.Ordinal)));
        Assert.Contains("circuit is open", end.ErrorText, StringComparison.Ordinal);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private async Task<ProgramEnd> SendAsync(params string[] arguments)
    {
        var end = await Send.RunAsync(_receiver.Url, arguments);
        Assert.True(end.ExitCode == 0, end.ToString());
        return end;
    }

    private bool Verifies(WebhookScheme scheme, WebhookSecret secret)
    {
        var request = _receiver.Received.Single();
        return new WebhookVerifier(scheme, secret).Verify(request.Headers, request.Body).IsValid;
    }
}
