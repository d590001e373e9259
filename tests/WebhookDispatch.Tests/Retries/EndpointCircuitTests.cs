using WebhookDispatch.Deliveries;
using WebhookDispatch.Retries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Retries;

/// <summary>What an open circuit does, and what closes it.</summary>
public sealed class EndpointCircuitTests
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly DeliveryAttempt Failure = Attempted.Status(500);
    private static readonly DeliveryAttempt Success = Attempted.Status(200);

    [Fact]
    public async Task A_circuit_opens_probes_and_closes()
    {
        var circuits = await OpenAsync();

        circuits.Clock.Advance(Break - Tick);
        Assert.False(await circuits.TryAsync(Success));
        circuits.Clock.Advance(Tick);
        Assert.True(await circuits.TryAsync(Success));

        Assert.True(circuits.IsClosed);
        Assert.Equal([new CircuitChange("acme", true, Break), new CircuitChange("acme", false, TimeSpan.Zero)], circuits.Changes);
        Assert.True(await circuits.TryAsync(Success));
    }

    [Fact]
    [Covers(typeof(CircuitBreakerOptions), nameof(CircuitBreakerOptions.BreakDuration))]
    public async Task The_first_break_is_as_long_as_the_options_say()
    {
        var circuits = await OpenAsync(options => options.BreakDuration = TimeSpan.FromSeconds(7));

        circuits.Clock.Advance(TimeSpan.FromSeconds(7) - Tick);
        Assert.False(await circuits.TryAsync(Success));
        circuits.Clock.Advance(Tick);

        Assert.True(await circuits.TryAsync(Success));
    }

    [Fact]
    public async Task Each_probe_that_fails_doubles_the_break_up_to_a_quarter_of_an_hour()
    {
        var circuits = await OpenAsync();

        Assert.Equal([60, 120, 240, 480, 900, 900], await BreaksAsync(circuits, 5));
    }

    [Fact]
    [Covers(typeof(CircuitBreakerOptions), nameof(CircuitBreakerOptions.MaxBreakDuration))]
    public async Task The_options_say_how_long_a_break_may_become()
    {
        var circuits = await OpenAsync(options => options.MaxBreakDuration = TimeSpan.FromSeconds(100));

        Assert.Equal([60, 100, 100], await BreaksAsync(circuits, 2));
    }

    [Fact]
    public async Task Once_closed_the_breaks_begin_anew_and_so_does_the_count()
    {
        var circuits = await OpenAsync();
        await BreaksAsync(circuits, 2);
        circuits.Clock.Advance(circuits.Breaks.Last());
        await circuits.FeedAsync(Success);

        await circuits.FeedAsync(Failure, Failure, Failure, Failure);
        Assert.True(circuits.IsClosed);
        await circuits.FeedAsync(Failure);

        Assert.Equal(Break, circuits.Breaks.Last());
    }

    [Fact]
    public async Task While_one_attempt_probes_no_other_is_let_through()
    {
        var circuits = await OpenAsync();
        circuits.Clock.Advance(Break);
        var answer = new TaskCompletionSource<DeliveryAttempt>();

        var probe = circuits.RunAsync(_ => new ValueTask<DeliveryAttempt>(answer.Task)).AsTask();
        for (var i = 0; i < 10; i++)
        {
            Assert.False(await circuits.TryAsync(Success));
        }

        answer.SetResult(Success);
        Assert.Equal(Success, await probe);
        Assert.True(await circuits.TryAsync(Success));
    }

    [Fact]
    public async Task While_one_attempt_probes_the_others_wait_a_second_before_they_ask_again()
    {
        // Found by a simulated seed: with no wait they were claimed and handed back as fast as the store could.
        var circuits = await OpenAsync();
        circuits.Clock.Advance(Break);
        var answer = new TaskCompletionSource<DeliveryAttempt>();
        var probe = circuits.RunAsync(_ => new ValueTask<DeliveryAttempt>(answer.Task)).AsTask();

        Assert.Equal(TimeSpan.FromSeconds(1), circuits.OpenFor);

        answer.SetResult(Success);
        await probe;
    }

    [Fact]
    public async Task A_probe_that_is_cancelled_does_not_close_the_circuit()
    {
        var circuits = await OpenAsync();
        circuits.Clock.Advance(Break);
        using var stop = new CancellationTokenSource();

        var probe = circuits.RunAsync(
            async token =>
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
                return Success;
            },
            stop.Token).AsTask();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        Assert.False(circuits.IsClosed);
        Assert.False(await circuits.TryAsync(Success));
    }

    [Fact]
    public async Task A_circuit_whose_probe_was_cancelled_is_probed_again()
    {
        var circuits = await OpenAsync();
        circuits.Clock.Advance(Break);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => circuits.RunAsync(_ => throw new OperationCanceledException()).AsTask());

        circuits.Clock.Advance(circuits.Breaks.Last());

        Assert.True(await circuits.TryAsync(Success));
        Assert.True(circuits.IsClosed);
    }

    [Theory]
    [InlineData(AttemptFailure.NameResolution)]
    [InlineData(AttemptFailure.BlockedAddress)]
    [InlineData(AttemptFailure.Timeout)]
    public async Task A_probe_that_got_no_answer_does_not_close_the_circuit(AttemptFailure failure)
    {
        var circuits = await OpenAsync();
        circuits.Clock.Advance(Break);

        Assert.True(await circuits.TryAsync(Attempted.Failed(failure)));

        Assert.False(circuits.IsClosed);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_probe_that_was_answered_closes_the_circuit(int status)
    {
        var circuits = await OpenAsync();
        circuits.Clock.Advance(Break);

        Assert.True(await circuits.TryAsync(Attempted.Status(status)));

        Assert.True(circuits.IsClosed);
    }

    [Fact]
    public async Task Attempts_that_were_under_way_when_it_opened_open_it_only_once()
    {
        var circuits = new Circuits(options => options.ConsecutiveFailures = 1);
        var answer = new TaskCompletionSource<DeliveryAttempt>();
        var underWay = Enumerable.Range(0, 64).Select(_ => circuits.RunAsync(_ => new ValueTask<DeliveryAttempt>(answer.Task)).AsTask()).ToList();

        answer.SetResult(Failure);
        await Task.WhenAll(underWay);

        Assert.Equal([Break], circuits.Breaks);
    }

    private static async Task<Circuits> OpenAsync(Action<CircuitBreakerOptions>? set = null)
    {
        var circuits = new Circuits(set);
        await circuits.FeedAsync(Failure, Failure, Failure, Failure, Failure);
        Assert.False(circuits.IsClosed);
        return circuits;
    }

    private static async Task<IEnumerable<double>> BreaksAsync(Circuits circuits, int failingProbes)
    {
        for (var i = 0; i < failingProbes; i++)
        {
            circuits.Clock.Advance(circuits.Breaks.Last() - Tick);
            Assert.False(await circuits.TryAsync(Success));
            circuits.Clock.Advance(Tick);
            Assert.True(await circuits.TryAsync(Failure));
        }

        return circuits.Breaks.Select(length => length.TotalSeconds);
    }
}
