using System.Collections.Concurrent;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Observing;

public sealed class ObserverOrderTests
{
    [Fact]
    public async Task An_observer_hears_of_an_attempt_before_it_hears_what_the_attempt_did_to_the_circuit()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200);
        var recorder = new Recorder();
        var clock = new TestClock();
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.MaxRetries = 0;
                options.CircuitBreaker.ConsecutiveFailures = 1;
            },
            build => build.AddObserver(recorder),
            clock);
        var endpoint = Some.Endpoint(receiver);

        await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(61));
        await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(["http_503", "opened", "delivered", "closed"], recorder.Heard);
    }

    private sealed class Recorder : IWebhookObserver
    {
        private readonly ConcurrentQueue<string> _heard = new();

        public IReadOnlyList<string> Heard => [.. _heard];

        public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => Hear(attempt.Outcome);

        public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration) => Hear("opened");

        public ValueTask OnCircuitClosed(string endpointId) => Hear("closed");

        private ValueTask Hear(string what)
        {
            _heard.Enqueue(what);
            return ValueTask.CompletedTask;
        }
    }
}
