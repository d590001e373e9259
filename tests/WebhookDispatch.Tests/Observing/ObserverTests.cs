using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Observing;

public sealed class ObserverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_observer_is_told_of_attempts_and_of_the_delivery()
    {
        var observer = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200);
        await using var host = new SenderHost(build: builder => builder.AddObserver(observer));
        var webhookEvent = Some.Event();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), webhookEvent, Token);

        Assert.Equal(["acme", webhookEvent, result.Attempts[0]], await observer.NextAsync(nameof(IWebhookObserver.OnAttempt)));
        Assert.Equal(["acme", webhookEvent, result.Attempts[1]], await observer.NextAsync(nameof(IWebhookObserver.OnAttempt)));
        Assert.Equal(["acme", webhookEvent, result.Attempts[1]], await observer.NextAsync(nameof(IWebhookObserver.OnDelivered)));
    }

    [Fact]
    public async Task An_observer_is_told_of_a_dead_letter()
    {
        var observer = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(400);
        await using var host = new SenderHost(build: builder => builder.AddObserver(observer));

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        var told = Assert.IsType<DeadLetter>(Assert.Single(await observer.NextAsync(nameof(IWebhookObserver.OnDeadLettered))));
        Assert.Same(await host.DeadLetters.GetAsync(result.DeadLetterId!, Token), told);
    }

    [Fact]
    public async Task An_observer_is_told_when_a_circuit_opens_and_closes()
    {
        var clock = new TestClock();
        var observer = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.MaxRetries = 0;
                options.CircuitBreaker.ConsecutiveFailures = 1;
            },
            builder => builder.AddObserver(observer),
            clock);

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);
        Assert.Equal(["acme", TimeSpan.FromSeconds(60)], await observer.NextAsync(nameof(IWebhookObserver.OnCircuitOpened)));
        receiver.AnswerWith(200);
        clock.Advance(TimeSpan.FromSeconds(60));
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(["acme"], await observer.NextAsync(nameof(IWebhookObserver.OnCircuitClosed)));
    }

    [Fact]
    public async Task A_replay_is_told_like_a_send()
    {
        var observer = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(400, 404, 200);
        await using var host = new SenderHost(build: builder => builder.AddObserver(observer));
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);
        await observer.NextAsync(nameof(IWebhookObserver.OnDeadLettered));

        await host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: Token);
        Assert.Equal(1, ((DeadLetter)(await observer.NextAsync(nameof(IWebhookObserver.OnDeadLettered)))[0]).Replays);
        await host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: Token);

        Assert.Equal("delivered", ((DeliveryAttempt)(await observer.NextAsync(nameof(IWebhookObserver.OnDelivered)))[2]).Outcome);
    }

    [Fact]
    public async Task Every_observer_is_told_and_one_registered_by_type_is_made_once()
    {
        var first = new RecordingObserver();
        var second = new RecordingObserver();
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(build: builder => builder.AddObserver(first).AddObserver(second).AddObserver<Counting>().AddObserver<Counting>());

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        await first.NextAsync(nameof(IWebhookObserver.OnDelivered));
        await second.NextAsync(nameof(IWebhookObserver.OnDelivered));
        var observers = (IEnumerable<IWebhookObserver>)host.Services.GetService(typeof(IEnumerable<IWebhookObserver>))!;
        Assert.Single(observers.OfType<Counting>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_observer_that_throws_changes_no_delivery_and_is_logged(bool atOnce)
    {
        var after = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.MaxRetries = 0;
                options.CircuitBreaker.ConsecutiveFailures = 1;
            },
            builder => builder.AddObserver(new Throwing(atOnce)).AddObserver(after));

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(DeadLetterReason.Exhausted, result.Reason);
        Assert.NotNull(await host.DeadLetters.GetAsync(result.DeadLetterId!, Token));
        await after.NextAsync(nameof(IWebhookObserver.OnDeadLettered));
        var lines = host.Logs.Lines.Where(line => line.Id == 1201).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal(LogLevel.Error, line.Level);
            Assert.StartsWith("The webhook observer Throwing threw. Deliveries are not affected. System.InvalidOperationException: the pager is down", line.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task An_observer_that_never_ends_holds_up_no_delivery()
    {
        var after = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(400, 200);
        await using var host = new SenderHost(build: builder => builder.AddObserver(new Hanging()).AddObserver(after));

        Assert.Equal(DeadLetterReason.Rejected, (await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token)).Reason);
        Assert.True((await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token)).Delivered);

        await after.NextAsync(nameof(IWebhookObserver.OnDelivered));
    }

    private sealed class Counting : IWebhookObserver;

    private sealed class Hanging : IWebhookObserver
    {
        private readonly TaskCompletionSource _never = new();

        public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => new(_never.Task);

        public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => new(_never.Task);

        public ValueTask OnDeadLettered(DeadLetter deadLetter) => new(_never.Task);
    }

    private sealed class Throwing(bool atOnce) : IWebhookObserver
    {
        public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => Throw();

        public ValueTask OnDeadLettered(DeadLetter deadLetter) => Throw();

        public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration) => Throw();

        private ValueTask Throw() => atOnce
            ? throw new InvalidOperationException("the pager is down")
            : ValueTask.FromException(new InvalidOperationException("the pager is down"));
    }
}
