using WebhookDispatch.Deliveries;
using WebhookDispatch.Telemetry;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Telemetry;

public sealed class MetricTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_names_by_which_it_is_observed_do_not_change() =>
        Assert.Equal(("WebhookDispatch", "WebhookDispatch"), (WebhookDispatchTelemetry.ActivitySourceName, WebhookDispatchTelemetry.MeterName));

    [Fact]
    public async Task A_delivery_after_one_failure_counts_two_attempts_and_one_delivery()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200);
        await using var host = new SenderHost();
        using var measured = new RecordedMeasurements(host.Services);

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(
            [
                new("WebhookDispatch", "webhook.attempts", "{attempt}", 1, "webhook.outcome=http_503"),
                new("WebhookDispatch", "webhook.attempt.duration", "s", result.Attempts[0].Duration.TotalSeconds, "webhook.outcome=http_503"),
                new("WebhookDispatch", "webhook.attempts", "{attempt}", 1, "webhook.outcome=delivered"),
                new("WebhookDispatch", "webhook.attempt.duration", "s", result.Attempts[1].Duration.TotalSeconds, "webhook.outcome=delivered"),
                new("WebhookDispatch", "webhook.delivered", "{delivery}", 1, ""),
            ],
            measured.Ours);
    }

    [Theory]
    [InlineData(400, "rejected", DeadLetterReason.Rejected)]
    [InlineData(410, "gone", DeadLetterReason.Gone)]
    [InlineData(500, "exhausted", DeadLetterReason.Exhausted)]
    public async Task A_dead_letter_is_counted_by_its_reason(int status, string word, DeadLetterReason reason)
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(status);
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);
        using var measured = new RecordedMeasurements(host.Services);

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(reason, result.Reason);
        Assert.Equal(
            new RecordedMeasurements.Measurement("WebhookDispatch", "webhook.dead_letters", "{delivery}", 1, $"webhook.reason={word}"),
            Assert.Single(measured.Of("webhook.dead_letters")));
        Assert.Empty(measured.Of("webhook.delivered"));
    }

    [Fact]
    public async Task A_circuit_is_counted_when_it_opens_and_when_it_closes()
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
        using var measured = new RecordedMeasurements(host.Services);

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);
        clock.Advance(TimeSpan.FromSeconds(60));
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(
            [
                new("WebhookDispatch", "webhook.circuit.changes", "{change}", 1, "webhook.circuit.state=open"),
                new("WebhookDispatch", "webhook.circuit.changes", "{change}", 1, "webhook.circuit.state=closed"),
            ],
            measured.Of("webhook.circuit.changes"));
    }

    [Fact]
    public async Task No_instrument_is_tagged_with_what_grows_without_bound()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200, 400);
        await using var host = new SenderHost();
        using var measured = new RecordedMeasurements(host.Services);

        for (var i = 0; i < 10; i++)
        {
            await host.Sender.SendAsync(Some.Endpoint(receiver, $"acme-{i}"), Some.Event(), Token);
        }

        Assert.All(measured.Ours, measurement =>
        {
            Assert.DoesNotContain("acme", measurement.Tags, StringComparison.Ordinal);
            Assert.DoesNotContain("evt_", measurement.Tags, StringComparison.Ordinal);
        });
    }
}
