using System.Reflection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Telemetry;

/// <summary>Log lines are filtered and alerted on by their ids: an id is never given to another line.</summary>
public sealed class LogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1001, LogLevel.Debug, "AttemptSucceeded")]
    [InlineData(1002, LogLevel.Information, "AttemptFailed")]
    [InlineData(1101, LogLevel.Error, "Full")]
    [InlineData(1201, LogLevel.Error, "ObserverFailed")]
    [InlineData(1301, LogLevel.Warning, "Opened")]
    [InlineData(1302, LogLevel.Information, "Closed")]
    [InlineData(1401, LogLevel.Warning, "DeadLettered")]
    [InlineData(1402, LogLevel.Error, "NotStored")]
    public void A_line_keeps_its_id_and_level(int id, LogLevel level, string name) =>
        Assert.Equal((level, name), Assert.Single(Lines(), line => line.Id == id) is var line ? (line.Level, line.Name) : default);

    [Fact]
    public void No_two_lines_share_an_id() =>
        Assert.Empty(Lines().GroupBy(line => line.Id).Where(lines => lines.Count() > 1).Select(lines => lines.Key));

    [Fact]
    public async Task Attempts_and_a_dead_letter_are_told_in_these_words()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 400, 200);
        await using var host = new SenderHost(clock: new TestClock(), options: options => options.Retries.BaseDelay = options.Retries.MaxDelay = TimeSpan.Zero);

        var dead = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(id: "evt_1"), Token);
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(id: "evt_2"), Token);

        Assert.Equal(
            [
                (LogLevel.Information, 1002, "Attempt 1 of event evt_1 (payment.completed) to endpoint acme failed after 0.0 ms: http_503."),
                (LogLevel.Information, 1002, "Attempt 2 of event evt_1 (payment.completed) to endpoint acme failed after 0.0 ms: http_400."),
                (LogLevel.Warning, 1401, $"Event evt_1 (payment.completed) to endpoint acme was given up: Rejected; attempts: 2. Replay it as {dead.DeadLetterId}."),
                (LogLevel.Debug, 1001, "Attempt 1 of event evt_2 (payment.completed) was accepted by endpoint acme in 0.0 ms."),
            ],
            host.Logs.Lines.Select(line => (line.Level, line.Id, line.Text)));
        Assert.All(host.Logs.Lines, line => Assert.StartsWith("WebhookDispatch.", line.Category, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_circuit_that_opens_and_closes_is_told_in_these_words()
    {
        var clock = new TestClock();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 200);
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.MaxRetries = 0;
                options.CircuitBreaker.ConsecutiveFailures = 1;
            },
            clock: clock);

        Assert.Equal(DeadLetterReason.Exhausted, (await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token)).Reason);
        clock.Advance(TimeSpan.FromSeconds(60));
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(
            [
                (LogLevel.Warning, 1301, "The circuit of endpoint acme is open: nothing is sent to it for 00:01:00, then one attempt probes it."),
                (LogLevel.Information, 1302, "The circuit of endpoint acme is closed: it answers again."),
            ],
            host.Logs.Lines.Where(line => line.Id is 1301 or 1302).Select(line => (line.Level, line.Id, line.Text)));
    }

    private static IEnumerable<(int Id, LogLevel Level, string Name)> Lines() =>
        typeof(WebhookDispatchOptions).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(method => (Line: method.GetCustomAttribute<LoggerMessageAttribute>(), method.Name))
            .Where(found => found.Line is not null)
            .Select(found => (found.Line!.EventId, found.Line.Level, found.Name));
}
