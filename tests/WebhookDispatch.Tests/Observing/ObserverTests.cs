using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.Operating;
using WebhookDispatch.Publishing;
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

    [Fact]
    public async Task An_observer_may_ask_for_what_tells_it_and_publish_what_it_was_told()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(410, 200);
        await using var host = await Task.Run(() => DispatchHost.StartAsync(builder => builder.UseInMemoryStore().AddObserver<Republishing>())).WaitAsync(Patience.Token);
        var endpoints = host.Services.GetRequiredService<IWebhookEndpoints>();
        await endpoints.AddAsync(Some.Endpoint(receiver, "gone") with { EventTypes = ["payment.*"] }, Token);
        await endpoints.AddAsync(Some.Endpoint(receiver, "team") with { EventTypes = ["given.up"] }, Token);

        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);

        await receiver.NextAsync();
        Assert.Equal("gone"u8.ToArray(), (await receiver.NextAsync()).Body);
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

    [Fact]
    public async Task An_observer_that_blocks_holds_up_neither_a_delivery_nor_another_observer()
    {
        var (after, blocking) = (new RecordingObserver(), new Blocking());
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(build: builder => builder.AddObserver(blocking).AddObserver(after));

        for (var i = 0; i < 20; i++)
        {
            Assert.True((await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token)).Delivered);
            await after.NextAsync(nameof(IWebhookObserver.OnDelivered));
        }

        Assert.Equal(0, blocking.Told);
        blocking.Release();
        await blocking.ToldAsync(20);
        Assert.True((await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token)).Delivered);
        Assert.Equal(21, blocking.Told);
    }

    [Fact]
    public async Task An_observer_that_is_too_far_behind_is_told_nothing_more_until_it_has_caught_up_and_the_log_says_so_once()
    {
        var blocking = new Blocking();
        var logs = new RecordedLogs();
        var notifier = new ObserverNotifier(() => [blocking], TimeProvider.System, new LoggerFactory([logs]).CreateLogger<ObserverNotifier>());
        void Tell() => notifier.Notify(0, static (observer, _) => observer.OnCircuitClosed("acme"));

        Tell();
        await blocking.BegunAsync();
        for (var i = 0; i < ObserverNotifier.MostWaiting + 100; i++)
        {
            Tell();
        }

        var line = Assert.Single(logs.Lines, line => line.Id == 1202);
        Assert.StartsWith("The webhook observer Blocking is behind by 16384 notices", line.Text, StringComparison.Ordinal);
        blocking.Release();
        await blocking.ToldAsync(1 + ObserverNotifier.MostWaiting);
        await notifier.StopAsync(Token);
        Tell();
        await notifier.StopAsync(Token);
        Assert.Equal(2 + ObserverNotifier.MostWaiting, blocking.Told);
    }

    [Fact]
    public async Task An_observer_is_told_within_the_activity_that_the_send_was_made_in()
    {
        var seen = new TaskCompletionSource<string?>();
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(build: builder => builder.AddObserver(new ActivityOf(seen)));
        using var activity = new System.Diagnostics.Activity("checkout").Start();

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal("checkout", await seen.Task);
    }

    private sealed class ActivityOf(TaskCompletionSource<string?> seen) : IWebhookObserver
    {
        public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt)
        {
            seen.TrySetResult(System.Diagnostics.Activity.Current?.OperationName);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Blocking : IWebhookObserver
    {
        private readonly TaskCompletionSource _released = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<bool> _each = Channel.CreateUnbounded<bool>();
        private int _told;

        public int Told => Volatile.Read(ref _told);

        public Task BegunAsync() => _begun.Task.WaitAsync(Patience.Token);

        public void Release() => _released.SetResult();

        public async Task ToldAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await _each.Reader.ReadAsync(Patience.Token);
            }
        }

        public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => Block();

        public ValueTask OnCircuitClosed(string endpointId) => Block();

        private ValueTask Block()
        {
            _begun.TrySetResult();
            _released.Task.Wait(Patience.Token);
            Interlocked.Increment(ref _told);
            _each.Writer.TryWrite(true);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Counting : IWebhookObserver;

    private sealed class Republishing(IWebhookPublisher publisher) : IWebhookObserver
    {
        public async ValueTask OnDeadLettered(DeadLetter deadLetter) =>
            await publisher.PublishAsync(WebhookEvent.FromBytes("given.up", Encoding.UTF8.GetBytes(deadLetter.EndpointId)), cancellationToken: Token);
    }

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
