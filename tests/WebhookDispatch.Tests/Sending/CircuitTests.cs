using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Retries;
using WebhookDispatch.Sending;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Sending;

/// <summary>Circuits as a caller of the sender meets them.</summary>
public sealed class CircuitTests
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_endpoint_whose_circuit_is_open_does_not_stop_another()
    {
        await using var down = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var well = await RecordingReceiver.StartAsync();
        await using var host = Host();
        await OpenAsync(host, Some.Endpoint(down, "down"));

        var result = await SendAsync(host, Some.Endpoint(well, "well"));

        Assert.True(result.Delivered);
    }

    [Fact]
    public async Task A_circuit_survives_a_changed_endpoint_of_the_same_id()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = Host();
        await OpenAsync(host, Some.Endpoint(receiver));

        var result = await SendAsync(host, Some.Endpoint(receiver) with { Headers = new Dictionary<string, string> { ["X-Version"] = "2" } });

        Assert.Equal(DeadLetterReason.CircuitOpen, result.Reason);
    }

    [Fact]
    public async Task A_changed_endpoint_is_sent_to_as_it_is_now()
    {
        await using var old = await RecordingReceiver.StartAsync();
        await using var current = await RecordingReceiver.StartAsync();
        await using var host = Host();

        await SendAsync(host, Some.Endpoint(old));
        await SendAsync(host, Some.Endpoint(current));

        Assert.Single(old.Received);
        Assert.Single(current.Received);
    }

    [Fact]
    public async Task The_send_that_opens_a_circuit_makes_all_its_retries_and_every_other_send_is_kept_out()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = Host(WithRetries);
        WebhookSendResult? beside = null;
        receiver.AnswerWith(async (_, context) =>
        {
            if (receiver.Received.Count == 5)
            {
                beside = await SendAsync(host, Some.Endpoint(receiver));
            }

            context.Response.StatusCode = 500;
        });

        var result = await SendAsync(host, Some.Endpoint(receiver));

        Assert.Equal((DeadLetterReason.Exhausted, 6), (result.Reason, result.Attempts.Count));
        Assert.Equal((DeadLetterReason.CircuitOpen, 0), (beside!.Reason, beside.Attempts.Count));
        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, Some.Endpoint(receiver))).Reason);
        Assert.Equal(6, receiver.Received.Count);
    }

    [Fact]
    public async Task A_retry_of_the_send_that_opened_it_closes_the_circuit_when_it_is_answered()
    {
        var observer = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 500, 500, 500, 200);
        await using var host = Host(WithRetries, builder => builder.AddObserver(observer));

        var result = await SendAsync(host, Some.Endpoint(receiver));

        Assert.Equal((true, 5), (result.Delivered, result.Attempts.Count));
        await observer.NextAsync(nameof(RecordingObserver.OnCircuitOpened));
        Assert.Equal(["acme"], await observer.NextAsync(nameof(RecordingObserver.OnCircuitClosed)));
        Assert.True((await SendAsync(host, Some.Endpoint(receiver))).Delivered);
    }

    [Fact]
    public async Task A_circuit_that_another_send_has_opened_ends_a_delivery_at_its_next_retry()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = Host(options =>
        {
            options.Retries.MaxRetries = 5;
            options.CircuitBreaker.ConsecutiveFailures = 1;
        });
        receiver.AnswerWith(async (_, context) =>
        {
            if (receiver.Received.Count == 1)
            {
                await SendAsync(host, Some.Endpoint(receiver) with { Overrides = new EndpointOverrides { MaxRetries = 0 } });
            }

            context.Response.StatusCode = 500;
        });

        var result = await SendAsync(host, Some.Endpoint(receiver));

        Assert.Equal((DeadLetterReason.CircuitOpen, 1), (result.Reason, result.Attempts.Count));
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task An_endpoint_that_answers_again_is_sent_to_after_the_break()
    {
        var clock = new TestClock();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = Host(clock: clock);
        var endpoint = Some.Endpoint(receiver);
        await OpenAsync(host, endpoint);
        receiver.AnswerWith(200);

        clock.Advance(Break - TimeSpan.FromTicks(1));
        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, endpoint)).Reason);
        clock.Advance(TimeSpan.FromTicks(1));

        Assert.True((await SendAsync(host, endpoint)).Delivered);
        Assert.True((await SendAsync(host, endpoint)).Delivered);
    }

    [Fact]
    public async Task Of_64_senders_at_a_half_open_circuit_one_probes()
    {
        var clock = new TestClock();
        var released = new TaskCompletionSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = Host(clock: clock);
        var endpoint = Some.Endpoint(receiver);
        await OpenAsync(host, endpoint);
        var before = receiver.Received.Count;
        receiver.AnswerWith((_, _) => released.Task);
        clock.Advance(Break);

        var senders = Enumerable.Range(0, 64).Select(_ => Task.Run(() => SendAsync(host, endpoint))).ToList();
        while (senders.Count > 1)
        {
            var refused = await Task.WhenAny(senders);
            Assert.Equal(DeadLetterReason.CircuitOpen, (await refused).Reason);
            senders.Remove(refused);
        }

        released.SetResult();
        Assert.True((await senders[0]).Delivered);
        Assert.Equal(1, receiver.Received.Count - before);
    }

    [Fact]
    public async Task Parallel_senders_to_one_failing_endpoint_share_its_circuit()
    {
        var observer = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(503);
        await using var host = Host(build: builder => builder.AddObserver(observer));

        // Each with an endpoint record of its own, as an application does that reads its endpoints from a database.
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => SendAsync(host, Some.Endpoint(receiver)))));

        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, Some.Endpoint(receiver))).Reason);
        Assert.All(results, result => Assert.True(result.Reason is DeadLetterReason.Exhausted or DeadLetterReason.CircuitOpen));
        Assert.Equal(receiver.Received.Count, results.Sum(result => result.Attempts.Count));
        Assert.Equal(["acme", Break], await observer.NextAsync(nameof(RecordingObserver.OnCircuitOpened)));
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Id))]
    public async Task The_circuit_is_kept_by_the_endpoints_id()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = Host();
        await OpenAsync(host, Some.Endpoint(receiver, "one"));

        var other = await SendAsync(host, Some.Endpoint(receiver, "other"));

        Assert.Equal("other", other.EndpointId);
        Assert.Equal(DeadLetterReason.Exhausted, other.Reason);
    }

    [Fact]
    [Covers(typeof(CircuitBreakerOptions), nameof(CircuitBreakerOptions.MaxTrackedEndpoints))]
    public async Task Beyond_the_bound_the_endpoint_unused_for_longest_is_forgotten()
    {
        var clock = new TestClock();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = Host(options => options.CircuitBreaker.MaxTrackedEndpoints = 2, clock: clock);
        var endpoints = new[] { "first", "second", "third" }.Select(id => Some.Endpoint(receiver, id)).ToArray();

        await OpenAsync(host, endpoints[0]);
        clock.Advance(TimeSpan.FromSeconds(1));
        await OpenAsync(host, endpoints[1]);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, endpoints[0])).Reason);
        clock.Advance(TimeSpan.FromSeconds(1));
        await OpenAsync(host, endpoints[2]);

        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, endpoints[0])).Reason);
        Assert.Equal(DeadLetterReason.CircuitOpen, (await SendAsync(host, endpoints[2])).Reason);
        Assert.Equal(DeadLetterReason.Exhausted, (await SendAsync(host, endpoints[1])).Reason);
    }

    private static void WithRetries(WebhookDispatchOptions options)
    {
        options.Retries.MaxRetries = 5;
        options.CircuitBreaker.ConsecutiveFailures = 3;
    }

    private static SenderHost Host(
        Action<WebhookDispatchOptions>? options = null, Action<IWebhookDispatchBuilder>? build = null, TimeProvider? clock = null) =>
        new(
            set =>
            {
                set.Retries.MaxRetries = 0;
                options?.Invoke(set);
            },
            build,
            clock);

    private static async Task OpenAsync(SenderHost host, WebhookEndpoint endpoint)
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(DeadLetterReason.Exhausted, (await SendAsync(host, endpoint)).Reason);
        }
    }

    private static Task<WebhookSendResult> SendAsync(SenderHost host, WebhookEndpoint endpoint) =>
        host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken).AsTask();
}
