using System.Text.Json;
using System.Text.RegularExpressions;
using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Interop.Tests.Sending;

public sealed class SendOutputTests : IAsyncLifetime
{
    private RecordingReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await RecordingReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task There_is_a_line_for_each_attempt_and_a_last_one_for_the_event()
    {
        _receiver.AnswerInTurn(503, 429, 202);

        var end = await Send.RunAsync(_receiver.Url, "--id", "evt_1", "--base-delay", "1ms");

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(
            ["evt_1 attempt 1 http_503 N ms", "evt_1 attempt 2 http_429 N ms", "evt_1 attempt 3 delivered N ms", "evt_1 delivered"],
            end.Output.Select(line => Regex.Replace(line, "[0-9]+ ms$", "N ms")));
        Assert.Equal("delivered=1 dead=0 interrupted=0", end.Errors[^1]);
    }

    [Fact]
    public async Task An_event_that_is_refused_ends_with_the_reason_and_exit_code_1()
    {
        _receiver.AnswerWith(401);

        var end = await Send.RunAsync(_receiver.Url, "--id", "evt_1");

        Assert.Equal(1, end.ExitCode);
        Assert.Equal("evt_1 dead-lettered Rejected", end.Output[^1]);
    }

    [Fact]
    public async Task One_dead_letter_among_delivered_events_is_exit_code_1()
    {
        _receiver.AnswerInTurn(202, 400, 202);

        var end = await Send.RunAsync(_receiver.Url, "--count", "3");

        Assert.Equal(1, end.ExitCode);
        Assert.Equal("delivered=2 dead=1 interrupted=0", end.Errors[^1]);
    }

    [Fact]
    public async Task Nobody_listening_is_a_failed_connection()
    {
        await _receiver.DisposeAsync();

        var end = await Send.RunAsync(_receiver.Url, "--retries", "1", "--base-delay", "1ms");

        Assert.Equal(1, end.ExitCode);
        Assert.Contains(" attempt 2 connect_failed ", end.Output[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_an_event_and_nothing_else()
    {
        _receiver.AnswerInTurn(503, 202, 410);

        var end = await Send.RunAsync(_receiver.Url, "--count", "2", "--base-delay", "1ms", "--json");

        Assert.Equal(1, end.ExitCode);
        Assert.Equal(2, end.Output.Count);
        using var delivered = JsonDocument.Parse(end.Output[0]);
        Assert.Equal(_receiver.Received[0].Header("webhook-id"), delivered.RootElement.GetProperty("id").GetString());
        Assert.Equal("delivered", delivered.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, delivered.RootElement.GetProperty("reason").ValueKind);
        Assert.Equal(["1 503 http_503", "2 202 -"], delivered.RootElement.GetProperty("attempts").EnumerateArray().Select(Describe));
        using var dead = JsonDocument.Parse(end.Output[1]);
        Assert.Equal("dead-lettered", dead.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("Gone", dead.RootElement.GetProperty("reason").GetString());
        Assert.Equal(["1 410 http_410"], dead.RootElement.GetProperty("attempts").EnumerateArray().Select(Describe));
    }

    private static string Describe(JsonElement attempt)
    {
        Assert.True(attempt.GetProperty("durationMs").GetDouble() >= 0);
        return $"{attempt.GetProperty("number")} {attempt.GetProperty("status")} {attempt.GetProperty("failure").GetString() ?? "-"}";
    }
}
