using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Retries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Retries;

/// <summary>The delays between the attempts of a send, seen on a clock that moves only when the sender sleeps.</summary>
public sealed class RetryScheduleTests
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task The_default_schedule_waits_2_4_8_16_and_32_seconds() =>
        Assert.Equal([2, 4, 8, 16, 32], await DelaysAsync());

    [Fact]
    [Covers(typeof(RetryOptions), nameof(RetryOptions.MaxRetries))]
    public async Task There_are_as_many_retries_as_the_options_say() =>
        Assert.Equal([2, 4], await DelaysAsync(options => options.Retries.MaxRetries = 2));

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.MaxRetries))]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Overrides))]
    public async Task There_are_as_many_retries_as_the_endpoint_says() =>
        Assert.Equal([2], await DelaysAsync(overrides: new EndpointOverrides { MaxRetries = 1 }));

    [Fact]
    [Covers(typeof(RetryOptions), nameof(RetryOptions.BaseDelay))]
    public async Task The_schedule_begins_with_the_base_delay_of_the_options() =>
        Assert.Equal([3, 6, 12, 24, 48], await DelaysAsync(options => options.Retries.BaseDelay = TimeSpan.FromSeconds(3)));

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.BaseDelay))]
    public async Task The_schedule_begins_with_the_base_delay_of_the_endpoint() =>
        Assert.Equal([5, 10, 20, 40, 80], await DelaysAsync(overrides: new EndpointOverrides { BaseDelay = TimeSpan.FromSeconds(5) }));

    [Fact]
    [Covers(typeof(RetryOptions), nameof(RetryOptions.MaxDelay))]
    public async Task The_schedule_stays_below_the_longest_delay_of_the_options() =>
        Assert.Equal([2, 4, 5, 5, 5], await DelaysAsync(options => options.Retries.MaxDelay = TimeSpan.FromSeconds(5)));

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.MaxDelay))]
    public async Task The_schedule_stays_below_the_longest_delay_of_the_endpoint() =>
        Assert.Equal([2, 4, 7, 7, 7], await DelaysAsync(overrides: new EndpointOverrides { MaxDelay = TimeSpan.FromSeconds(7) }));

    [Fact]
    [Covers(typeof(RetryOptions), nameof(RetryOptions.JitterRatio))]
    public async Task Jitter_lengthens_each_delay_by_at_most_its_share() =>
        Assert.Equal([3, 6, 12, 24, 48], await DelaysAsync(options => options.Retries.JitterRatio = 0.5, random: 1));

    [Fact]
    public async Task By_default_jitter_adds_up_to_a_tenth() =>
        Assert.Equal([2.2, 4.4, 8.8, 17.6, 35.2], await DelaysAsync(random: 1));

    [Fact]
    public async Task A_delivery_is_retried_after_the_delay_the_receiver_asked_for() =>
        Assert.Equal([120], await DelaysAsync(options => options.Retries.MaxRetries = 1, retryAfter: "120"));

    [Fact]
    [Covers(typeof(RetryOptions), nameof(RetryOptions.MaxRetryAfter))]
    public async Task A_receiver_cannot_ask_for_more_than_the_options_allow() =>
        Assert.Equal([60], await DelaysAsync(
            options =>
            {
                options.Retries.MaxRetries = 1;
                options.Retries.MaxRetryAfter = TimeSpan.FromSeconds(60);
            },
            retryAfter: "86400"));

    [Fact]
    [Covers(typeof(RetryOptions), nameof(RetryOptions.PermanentStatuses))]
    public async Task A_status_that_the_options_call_permanent_ends_the_delivery() =>
        Assert.Empty(await DelaysAsync(options => options.Retries.PermanentStatuses.Add(503)));

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.PermanentStatuses))]
    public async Task A_status_that_the_endpoint_calls_permanent_ends_the_delivery() =>
        Assert.Empty(await DelaysAsync(overrides: new EndpointOverrides { PermanentStatuses = [503] }));

    [Fact]
    public async Task An_endpoint_with_permanent_statuses_of_its_own_leaves_those_of_the_options_aside() =>
        Assert.Equal([2], await DelaysAsync(
            options => options.Retries.PermanentStatuses.Add(503),
            new EndpointOverrides { PermanentStatuses = [], MaxRetries = 1 }));

    /// <summary>Sends an event that always fails with 503 and returns the seconds between the attempts.</summary>
    private static async Task<IEnumerable<double>> DelaysAsync(
        Action<WebhookDispatchOptions>? options = null, EndpointOverrides? overrides = null, double random = 0, string? retryAfter = null)
    {
        var clock = new TestClock();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        await using var host = new SenderHost(
            set =>
            {
                set.Retries.BaseDelay = new RetryOptions().BaseDelay;
                set.CircuitBreaker.ConsecutiveFailures = set.CircuitBreaker.MinimumThroughput = 1000;
                options?.Invoke(set);
            },
            builder => builder.Services.AddSingleton<RandomSource>(new FixedRandom(random)),
            clock);
        var endpoint = Some.Endpoint(receiver) with { Overrides = overrides ?? EndpointOverrides.None };

        var sending = host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken).AsTask();
        while (await Task.WhenAny(sending, clock.WhenSleepingAsync(length => length != AttemptTimeout)) != sending)
        {
            clock.Advance(clock.Sleeping.Single(length => length != AttemptTimeout));
        }

        var attempts = (await sending).Attempts;
        Assert.Equal(attempts.Count, receiver.Received.Count);
        Assert.All(attempts, attempt => Assert.Equal("http_503", attempt.Outcome));
        return attempts.Zip(attempts.Skip(1), (one, next) => (next.StartedAt - one.StartedAt).TotalSeconds);
    }
}
