using System.Threading.Channels;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Observing;
using WebhookDispatch.Sending;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>When a receiver is left alone, and when it is asked again. The journal counts what really reached it.</summary>
public sealed class CircuitTests(WireMockFixture wireMock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly TestClock _clock = new();
    private readonly BreakLog _breaks = new();

    [Fact]
    public async Task Five_failures_in_a_row_open_the_circuit_and_the_send_that_met_them_makes_its_last_retry()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(503);
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);
        var next = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal((DeadLetterReason.Exhausted, 6), (result.Reason, result.Attempts.Count));
        Assert.Equal((DeadLetterReason.CircuitOpen, 0), (next.Reason, next.Attempts.Count));
        Assert.Equal(6, (await receiver.ReceivedAsync()).Count);
    }

    [Fact]
    public async Task After_the_break_a_probe_that_succeeds_closes_the_circuit()
    {
        var receiver = wireMock.NewReceiver();
        await using var host = Host();
        await OpenAsync(host, receiver);
        await receiver.AnswerWithAsync(200);

        _clock.Advance(Minute - Tick);
        var early = await SendAsync(host, receiver);
        Assert.Equal(DeadLetterReason.CircuitOpen, early.Reason);
        Assert.Empty(early.Attempts);
        Assert.Equal(5, (await receiver.ReceivedAsync()).Count);

        _clock.Advance(Tick);
        Assert.True((await SendAsync(host, receiver)).Delivered);
        Assert.True((await SendAsync(host, receiver)).Delivered);
        Assert.Equal(7, (await receiver.ReceivedAsync()).Count);
        Assert.Equal("closed", await _breaks.NextAsync());
    }

    [Fact]
    public async Task A_probe_that_fails_doubles_the_break()
    {
        var receiver = wireMock.NewReceiver();
        await using var host = Host();
        await OpenAsync(host, receiver);

        _clock.Advance(Minute);
        var probe = await SendAsync(host, receiver);
        Assert.Equal(503, Assert.Single(probe.Attempts).StatusCode);
        Assert.Equal("open for 00:02:00", await _breaks.NextAsync());

        _clock.Advance((2 * Minute) - Tick);
        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, receiver)).Reason);
        Assert.Equal(6, (await receiver.ReceivedAsync()).Count);

        await receiver.AnswerWithAsync(200);
        _clock.Advance(Tick);
        Assert.True((await SendAsync(host, receiver)).Delivered);
        Assert.Equal(7, (await receiver.ReceivedAsync()).Count);
        Assert.Equal("closed", await _breaks.NextAsync());
    }

    [Fact]
    public async Task Breaks_double_up_to_the_longest_allowed()
    {
        var receiver = wireMock.NewReceiver();
        await using var host = Host(options => options.CircuitBreaker.MaxBreakDuration = 3 * Minute);
        await OpenAsync(host, receiver);

        foreach (var (pause, next) in new[] { (1, 2), (2, 3), (3, 3) })
        {
            _clock.Advance(pause * Minute);
            Assert.Single((await SendAsync(host, receiver)).Attempts);
            Assert.Equal($"open for {next * Minute}", await _breaks.NextAsync());
        }

        Assert.Equal(8, (await receiver.ReceivedAsync()).Count);
    }

    [Fact]
    public async Task Only_one_probe_is_made_at_a_time()
    {
        var receiver = wireMock.NewReceiver();
        await using var host = Host();
        await OpenAsync(host, receiver);
        await receiver.AnswerWithAsync(new StubResponse(200) { FixedDelayMilliseconds = 500 });
        _clock.Advance(Minute);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(host, receiver)));

        Assert.Single(results, result => result.Delivered);
        Assert.Equal(7, results.Count(result => result.Reason == DeadLetterReason.CircuitOpen));
        Assert.Equal(6, (await receiver.ReceivedAsync()).Count);
    }

    [Fact]
    public async Task The_circuit_of_one_endpoint_leaves_others_alone()
    {
        var (broken, healthy) = (wireMock.NewReceiver(), wireMock.NewReceiver());
        await healthy.AnswerWithAsync(200);
        await using var host = Host();
        await OpenAsync(host, broken);

        Assert.True((await SendAsync(host, healthy, "globex")).Delivered);
        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, broken)).Reason);
    }

    [Fact]
    public async Task Rejections_do_not_open_the_circuit()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(422);
        await using var host = Host();

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(DeadLetterReason.Rejected, (await SendAsync(host, receiver)).Reason);
        }

        Assert.Equal(12, (await receiver.ReceivedAsync()).Count);
    }

    private static async Task<WebhookSendResult> SendAsync(SenderHost host, WireMockReceiver receiver, string id = "acme") =>
        await host.Sender.SendAsync(Some.Endpoint(receiver.Url, id), Some.Event(), TestContext.Current.CancellationToken);

    private SenderHost Host(Action<WebhookDispatchOptions>? configure = null) => new(
        options =>
        {
            options.Retries.MaxRetries = 0;
            configure?.Invoke(options);
        },
        builder => builder.AddObserver(_breaks),
        _clock);

    private async Task OpenAsync(SenderHost host, WireMockReceiver receiver)
    {
        await receiver.AnswerWithAsync(503);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(DeadLetterReason.Exhausted, (await SendAsync(host, receiver)).Reason);
        }

        Assert.Equal("open for 00:01:00", await _breaks.NextAsync());
    }

    private sealed class BreakLog : IWebhookObserver
    {
        private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

        public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration) => _told.Writer.WriteAsync($"open for {breakDuration}");

        public ValueTask OnCircuitClosed(string endpointId) => _told.Writer.WriteAsync("closed");

        internal Task<string> NextAsync() =>
            _told.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
