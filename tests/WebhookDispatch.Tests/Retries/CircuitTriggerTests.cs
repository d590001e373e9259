using WebhookDispatch.Deliveries;
using WebhookDispatch.Retries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Retries;

/// <summary>What opens a circuit.</summary>
public sealed class CircuitTriggerTests
{
    private static readonly DeliveryAttempt Failure = Attempted.Status(500);
    private static readonly DeliveryAttempt Success = Attempted.Status(200);

    [Fact]
    public async Task Five_failures_in_a_row_open_the_circuit()
    {
        var circuits = new Circuits();

        await circuits.FeedAsync(Failure, Failure, Failure, Failure);
        Assert.True(circuits.IsClosed);
        await circuits.FeedAsync(Failure);

        Assert.False(await circuits.TryAsync(Success));
        Assert.Equal([new CircuitChange("acme", true, TimeSpan.FromSeconds(60))], circuits.Changes);
    }

    [Fact]
    public async Task A_success_between_failures_begins_the_row_anew()
    {
        var circuits = new Circuits(options => options.MinimumThroughput = 100);

        await circuits.FeedAsync(Failure, Failure, Failure, Failure, Success, Failure, Failure, Failure, Failure);

        Assert.True(circuits.IsClosed);
    }

    [Fact]
    [Covers(typeof(CircuitBreakerOptions), nameof(CircuitBreakerOptions.ConsecutiveFailures))]
    public async Task The_options_say_how_many_failures_in_a_row_open_it()
    {
        var circuits = new Circuits(options => options.ConsecutiveFailures = 2);

        await circuits.FeedAsync(Failure);
        Assert.True(circuits.IsClosed);
        await circuits.FeedAsync(Failure);

        Assert.False(circuits.IsClosed);
    }

    [Fact]
    public async Task Half_of_ten_attempts_failing_opens_the_circuit()
    {
        var circuits = new Circuits();

        await circuits.FeedAsync(Success, Failure, Success, Failure, Success, Failure, Success, Failure, Success);
        Assert.True(circuits.IsClosed);
        await circuits.FeedAsync(Failure);

        Assert.False(circuits.IsClosed);
    }

    [Fact]
    [Covers(typeof(CircuitBreakerOptions), nameof(CircuitBreakerOptions.MinimumThroughput))]
    public async Task The_share_counts_from_the_number_of_attempts_that_the_options_say()
    {
        var circuits = new Circuits(options => options.MinimumThroughput = 4);

        await circuits.FeedAsync(Success, Failure, Success);
        Assert.True(circuits.IsClosed);
        await circuits.FeedAsync(Failure);

        Assert.False(circuits.IsClosed);
    }

    [Fact]
    [Covers(typeof(CircuitBreakerOptions), nameof(CircuitBreakerOptions.FailureRatio))]
    public async Task The_options_say_which_share_of_failures_opens_it()
    {
        var circuits = new Circuits(options => options.FailureRatio = 0.7);

        await circuits.FeedAsync(Success, Failure, Failure, Success, Failure, Failure, Success, Failure, Failure, Failure);

        Assert.False(circuits.IsClosed);
    }

    [Fact]
    public async Task A_share_just_below_the_ratio_leaves_it_closed()
    {
        var circuits = new Circuits(options => options.FailureRatio = 0.7);

        await circuits.FeedAsync(Success, Failure, Failure, Success, Failure, Failure, Success, Failure, Success, Failure);

        Assert.True(circuits.IsClosed);
    }

    [Fact]
    [Covers(typeof(CircuitBreakerOptions), nameof(CircuitBreakerOptions.SamplingDuration))]
    public async Task Attempts_older_than_the_window_are_forgotten()
    {
        var circuits = new Circuits(options => options.SamplingDuration = TimeSpan.FromSeconds(20));

        await circuits.FeedAsync(Success, Failure, Success, Failure, Success, Failure, Success, Failure);
        circuits.Clock.Advance(TimeSpan.FromSeconds(20));
        await circuits.FeedAsync(Success, Failure, Success, Failure);

        Assert.True(circuits.IsClosed);
    }

    [Fact]
    public async Task Attempts_within_the_window_are_remembered()
    {
        var circuits = new Circuits(options => options.SamplingDuration = TimeSpan.FromSeconds(20));

        await circuits.FeedAsync(Success, Failure, Success, Failure, Success, Failure, Success, Failure);
        circuits.Clock.Advance(TimeSpan.FromSeconds(17));
        await circuits.FeedAsync(Success, Failure);

        Assert.False(circuits.IsClosed);
    }

    [Fact]
    public async Task The_window_slides_and_does_not_jump()
    {
        var circuits = new Circuits(options => options.SamplingDuration = TimeSpan.FromSeconds(20));

        // Failures in twos, 5 s apart, each after a success: within 20 s there are never ten attempts.
        for (var i = 0; i < 20; i++)
        {
            await circuits.FeedAsync(Success, Failure);
            circuits.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.True(circuits.IsClosed);
        await circuits.FeedAsync(Success, Failure, Success, Failure);
        Assert.False(circuits.IsClosed);
    }

    [Theory]
    [InlineData(AttemptFailure.ConnectFailed)]
    [InlineData(AttemptFailure.ConnectTimeout)]
    [InlineData(AttemptFailure.Tls)]
    [InlineData(AttemptFailure.Timeout)]
    [InlineData(AttemptFailure.ConnectionReset)]
    [InlineData(AttemptFailure.ProtocolError)]
    [InlineData(AttemptFailure.ResponseHeadersTooLarge)]
    public async Task A_failure_that_says_the_endpoint_is_unwell_is_counted(AttemptFailure failure)
    {
        var circuits = new Circuits(options => options.ConsecutiveFailures = 1);

        await circuits.FeedAsync(Attempted.Failed(failure));

        Assert.False(circuits.IsClosed);
    }

    [Fact]
    public async Task Trouble_with_names_and_blocked_addresses_is_not_counted()
    {
        var circuits = new Circuits(options => options.ConsecutiveFailures = options.MinimumThroughput = 1);

        await circuits.FeedAsync(Attempted.Failed(AttemptFailure.NameResolution), Attempted.Failed(AttemptFailure.BlockedAddress));

        Assert.True(circuits.IsClosed);
    }

    [Fact]
    public async Task An_attempt_for_which_nothing_was_sent_neither_counts_nor_ends_a_row()
    {
        var circuits = new Circuits(options =>
        {
            options.ConsecutiveFailures = 2;
            options.MinimumThroughput = 2;
            options.FailureRatio = 1;
        });

        await circuits.FeedAsync(Attempted.Failed(AttemptFailure.Misconfigured), Failure, Attempted.Failed(AttemptFailure.Misconfigured));
        Assert.True(circuits.IsClosed);
        await circuits.FeedAsync(Failure);

        Assert.False(circuits.IsClosed);
    }

    [Fact]
    public void Of_all_statuses_only_408_429_and_those_from_500_are_counted()
    {
        var counted = Enumerable.Range(100, 900).Where(status => CircuitTrigger.IsCharged(Attempted.Status(status)));

        Assert.Equal([408, 429, .. Enumerable.Range(500, 500)], counted);
    }

    [Fact]
    public async Task Trouble_with_names_between_failures_begins_the_row_anew()
    {
        var circuits = new Circuits(options =>
        {
            options.ConsecutiveFailures = 2;
            options.MinimumThroughput = 100;
        });

        await circuits.FeedAsync(Failure, Attempted.Failed(AttemptFailure.NameResolution), Failure);

        Assert.True(circuits.IsClosed);
    }
}
