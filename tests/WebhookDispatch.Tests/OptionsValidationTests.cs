using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace WebhookDispatch.Tests;

public sealed class OptionsValidationTests
{
    private static readonly Dictionary<string, Action<WebhookDispatchOptions>> Faults = new(StringComparer.Ordinal)
    {
        ["Sending.AttemptTimeout is 00:00:00; set more than zero and at most 00:02:00."] = o => o.Sending.AttemptTimeout = TimeSpan.Zero,
        ["Sending.AttemptTimeout is 00:02:01; set more than zero and at most 00:02:00."] = o => o.Sending.AttemptTimeout = TimeSpan.FromSeconds(121),
        ["Sending.ConnectTimeout is 00:00:00; set more than zero and at most Sending.AttemptTimeout, which is 00:00:15."] = o => o.Sending.ConnectTimeout = TimeSpan.Zero,
        ["Sending.ConnectTimeout is 00:00:16; set more than zero and at most Sending.AttemptTimeout, which is 00:00:15."] = o => o.Sending.ConnectTimeout = TimeSpan.FromSeconds(16),
        ["Sending.MaxPayloadBytes is 0; set 1 to 16777216."] = o => o.Sending.MaxPayloadBytes = 0,
        ["Sending.MaxPayloadBytes is 16777217; set 1 to 16777216."] = o => o.Sending.MaxPayloadBytes = 16_777_217,
        ["Sending.MaxResponseBytes is -1; set 0 to 65536."] = o => o.Sending.MaxResponseBytes = -1,
        ["Sending.MaxResponseBytes is 65537; set 0 to 65536."] = o => o.Sending.MaxResponseBytes = 65_537,
        ["Sending.UserAgent is empty or has characters outside visible ASCII; set a product name such as 'Acme-Webhooks/2.1'."] = o => o.Sending.UserAgent = "Acme\r\nX-Evil: 1",
        ["Retries.MaxRetries is -1; set 0 to 100."] = o => o.Retries.MaxRetries = -1,
        ["Retries.MaxRetries is 101; set 0 to 100."] = o => o.Retries.MaxRetries = 101,
        ["Retries.BaseDelay is -00:00:01; set zero or more and at most Retries.MaxDelay, which is 00:05:00."] = o => o.Retries.BaseDelay = TimeSpan.FromSeconds(-1),
        ["Retries.BaseDelay is 00:05:01; set zero or more and at most Retries.MaxDelay, which is 00:05:00."] = o => o.Retries.BaseDelay = TimeSpan.FromSeconds(301),
        ["Retries.MaxDelay is 1.00:00:01; set zero to 1.00:00:00."] = o => o.Retries.MaxDelay = TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1),
        ["Retries.JitterRatio is -0.1; set 0 to 1."] = o => o.Retries.JitterRatio = -0.1,
        ["Retries.JitterRatio is 1.5; set 0 to 1."] = o => o.Retries.JitterRatio = 1.5,
        ["Retries.JitterRatio is NaN; set 0 to 1."] = o => o.Retries.JitterRatio = double.NaN,
        ["Retries.MaxRetryAfter is -00:00:01; set zero to 1.00:00:00."] = o => o.Retries.MaxRetryAfter = TimeSpan.FromSeconds(-1),
        ["Retries.MaxRetryAfter is 2.00:00:00; set zero to 1.00:00:00."] = o => o.Retries.MaxRetryAfter = TimeSpan.FromDays(2),
        ["Retries.PermanentStatuses holds 204; list statuses from 300 to 599."] = o => o.Retries.PermanentStatuses.Add(204),
        ["Retries.PermanentStatuses holds 600; list statuses from 300 to 599."] = o => o.Retries.PermanentStatuses.Add(600),
        ["CircuitBreaker.ConsecutiveFailures is 0; set 1 to 1000."] = o => o.CircuitBreaker.ConsecutiveFailures = 0,
        ["CircuitBreaker.ConsecutiveFailures is 1001; set 1 to 1000."] = o => o.CircuitBreaker.ConsecutiveFailures = 1001,
        ["CircuitBreaker.FailureRatio is 0; set more than 0 and at most 1."] = o => o.CircuitBreaker.FailureRatio = 0,
        ["CircuitBreaker.FailureRatio is 1.1; set more than 0 and at most 1."] = o => o.CircuitBreaker.FailureRatio = 1.1,
        ["CircuitBreaker.MinimumThroughput is 0; set 1 to 100000."] = o => o.CircuitBreaker.MinimumThroughput = 0,
        ["CircuitBreaker.MinimumThroughput is 100001; set 1 to 100000."] = o => o.CircuitBreaker.MinimumThroughput = 100_001,
        ["CircuitBreaker.SamplingDuration is 00:00:00.5000000; set 1 second to 1 hour."] = o => o.CircuitBreaker.SamplingDuration = TimeSpan.FromMilliseconds(500),
        ["CircuitBreaker.SamplingDuration is 02:00:00; set 1 second to 1 hour."] = o => o.CircuitBreaker.SamplingDuration = TimeSpan.FromHours(2),
        ["CircuitBreaker.BreakDuration is 00:00:00.1000000; set 500 milliseconds to 1 day."] = o => o.CircuitBreaker.BreakDuration = TimeSpan.FromMilliseconds(100),
        ["CircuitBreaker.MaxBreakDuration is 00:00:30; set at least CircuitBreaker.BreakDuration, which is 00:01:00, and at most 1 day."] = o => o.CircuitBreaker.MaxBreakDuration = TimeSpan.FromSeconds(30),
        ["CircuitBreaker.MaxBreakDuration is 2.00:00:00; set at least CircuitBreaker.BreakDuration, which is 00:01:00, and at most 1 day."] = o => o.CircuitBreaker.MaxBreakDuration = TimeSpan.FromDays(2),
        ["CircuitBreaker.MaxTrackedEndpoints is 0; set 1 to 1000000."] = o => o.CircuitBreaker.MaxTrackedEndpoints = 0,
        ["CircuitBreaker.MaxTrackedEndpoints is 1000001; set 1 to 1000000."] = o => o.CircuitBreaker.MaxTrackedEndpoints = 1_000_001,
        ["Schedule.RetryDelays holds 101 delays; give at most 100."] = o => o.Schedule.RetryDelays = [.. Enumerable.Repeat(TimeSpan.Zero, 101)],
        ["Schedule.RetryDelays holds 8.00:00:00; give delays from zero to 7.00:00:00."] = o => o.Schedule.RetryDelays.Add(TimeSpan.FromDays(8)),
        ["Schedule.JitterRatio is 1.5; set 0 to 1."] = o => o.Schedule.JitterRatio = 1.5,
        ["Retention.Waiting is 00:00:59; set zero, or 1 minute to 3650 days."] = o => o.Retention.Waiting = TimeSpan.FromSeconds(59),
        ["Retention.Waiting is 3651.00:00:00; set zero, or 1 minute to 3650 days."] = o => o.Retention.Waiting = TimeSpan.FromDays(3651),
        ["Schedule.OverloadDelay is -00:00:01; set zero to 01:00:00."] = o => o.Schedule.OverloadDelay = TimeSpan.FromSeconds(-1),
        ["Schedule.OverloadDelay is 02:00:00; set zero to 01:00:00."] = o => o.Schedule.OverloadDelay = TimeSpan.FromHours(2),
        ["Schedule.MaxRetryAfter is 8.00:00:00; set zero to 7.00:00:00."] = o => o.Schedule.MaxRetryAfter = TimeSpan.FromDays(8),
        ["Schedule.PermanentStatuses holds 299; list statuses from 300 to 599."] = o => o.Schedule.PermanentStatuses.Add(299),
        ["Dispatching.MaxInFlight is 0; set 1 to 10000."] = o => o.Dispatching.MaxInFlight = 0,
        ["Dispatching.MaxInFlightPerEndpoint is 1001; set 1 to 1000."] = o => o.Dispatching.MaxInFlightPerEndpoint = 1001,
        ["Dispatching.SlowAfter is 00:00:00; set more than zero and at most 1 minute."] = o => o.Dispatching.SlowAfter = TimeSpan.Zero,
        ["Dispatching.MaxSlowInFlight is -1; set 0 to 100000."] = o => o.Dispatching.MaxSlowInFlight = -1,
        ["Dispatching.LeaseDuration is 00:00:29; set at least twice Sending.AttemptTimeout, which is 00:00:15, and at most 1 hour."] = o => o.Dispatching.LeaseDuration = TimeSpan.FromSeconds(29),
        ["Dispatching.PollInterval is 00:00:00.5000000; set 1 second to 1 minute."] = o => o.Dispatching.PollInterval = TimeSpan.FromMilliseconds(500),
        ["Dispatching.MaxHandOff is 100001; set 0 to 100000."] = o => o.Dispatching.MaxHandOff = 100_001,
        ["Dispatching.ShutdownGrace is 00:11:00; set zero to 10 minutes."] = o => o.Dispatching.ShutdownGrace = TimeSpan.FromMinutes(11),
        ["Retention.Delivered is 00:00:59; set 1 minute to 3650 days."] = o => o.Retention.Delivered = TimeSpan.FromSeconds(59),
        ["Retention.Dead is 3651.00:00:00; set 1 minute to 3650 days."] = o => o.Retention.Dead = TimeSpan.FromDays(3651),
        ["AutoDisable.NoSuccessFor is 366.00:00:00; set zero, which turns it off, to 365 days."] = o => o.AutoDisable.NoSuccessFor = TimeSpan.FromDays(366),
        ["AutoDisable.MinFailedDeliveries is 0; set 1 to 1000000."] = o => o.AutoDisable.MinFailedDeliveries = 0,
        ["AutoDisable.MinSpread is 6.00:00:00; set zero to AutoDisable.NoSuccessFor, which is 5.00:00:00."] = o => o.AutoDisable.MinSpread = TimeSpan.FromDays(6),
        ["Tenants.MaxEndpoints is -1; set 0 to 1000000, or leave it out."] = o => o.Tenants.MaxEndpoints = -1,
        ["Tenants.MaxQueuedDeliveries is 0; set 1 to 10000000, or leave it out."] = o => o.Tenants.MaxQueuedDeliveries = 0,
        ["Tenants.MaxPayloadBytes is 16777217; set 1 to 16777216, or leave it out."] = o => o.Tenants.MaxPayloadBytes = 16_777_217,
        ["Tenants.MaxReplaysPerSecond is 5001; set 1 to 5000, or leave it out."] = o => o.Tenants.MaxReplaysPerSecond = 5001,
        ["DeadLetters.MemoryCapacity is 0; set 1 to 1000000."] = o => o.DeadLetters.MemoryCapacity = 0,
        ["DeadLetters.MemoryCapacity is 1000001; set 1 to 1000000."] = o => o.DeadLetters.MemoryCapacity = 1_000_001,
    };

    private static readonly Dictionary<string, Action<WebhookDispatchOptions>> Extremes = new(StringComparer.Ordinal)
    {
        ["the smallest"] = o =>
        {
            o.Sending.AttemptTimeout = o.Sending.ConnectTimeout = TimeSpan.FromTicks(1);
            o.Sending.MaxPayloadBytes = 1;
            o.Sending.MaxResponseBytes = 0;
            o.Sending.UserAgent = "A";
            o.Retries.MaxRetries = 0;
            o.Retries.BaseDelay = o.Retries.MaxDelay = o.Retries.MaxRetryAfter = TimeSpan.Zero;
            o.Retries.JitterRatio = 0;
            o.Retries.PermanentStatuses.Add(300);
            o.CircuitBreaker.ConsecutiveFailures = o.CircuitBreaker.MinimumThroughput = o.CircuitBreaker.MaxTrackedEndpoints = 1;
            o.CircuitBreaker.FailureRatio = double.Epsilon;
            o.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(1);
            o.CircuitBreaker.BreakDuration = o.CircuitBreaker.MaxBreakDuration = TimeSpan.FromMilliseconds(500);
            o.Schedule.RetryDelays.Clear();
            o.Schedule.JitterRatio = 0;
            o.Schedule.MaxRetryAfter = o.Schedule.OverloadDelay = o.Retention.Waiting = o.Dispatching.ShutdownGrace = o.AutoDisable.NoSuccessFor = o.AutoDisable.MinSpread = TimeSpan.Zero;
            o.Dispatching.MaxInFlight = o.Dispatching.MaxInFlightPerEndpoint = o.AutoDisable.MinFailedDeliveries = 1;
            o.Dispatching.MaxSlowInFlight = o.Dispatching.MaxHandOff = 0;
            o.Dispatching.SlowAfter = TimeSpan.FromTicks(1);
            o.Dispatching.LeaseDuration = TimeSpan.FromTicks(2);
            o.Dispatching.PollInterval = TimeSpan.FromSeconds(1);
            o.Retention.Delivered = o.Retention.Dead = TimeSpan.FromMinutes(1);
            o.Tenants.MaxEndpoints = 0;
            o.Tenants.MaxQueuedDeliveries = o.Tenants.MaxPayloadBytes = o.Tenants.MaxReplaysPerSecond = 1;
            o.DeadLetters.MemoryCapacity = 1;
        },
        ["the largest"] = o =>
        {
            o.Sending.AttemptTimeout = o.Sending.ConnectTimeout = TimeSpan.FromMinutes(2);
            o.Sending.MaxPayloadBytes = 16_777_216;
            o.Sending.MaxResponseBytes = 65_536;
            o.Retries.MaxRetries = 100;
            o.Retries.BaseDelay = o.Retries.MaxDelay = o.Retries.MaxRetryAfter = TimeSpan.FromDays(1);
            o.Retries.JitterRatio = 1;
            o.Retries.PermanentStatuses.Add(599);
            o.CircuitBreaker.ConsecutiveFailures = 1000;
            o.CircuitBreaker.MinimumThroughput = 100_000;
            o.CircuitBreaker.MaxTrackedEndpoints = 1_000_000;
            o.CircuitBreaker.FailureRatio = 1;
            o.CircuitBreaker.SamplingDuration = TimeSpan.FromHours(1);
            o.CircuitBreaker.BreakDuration = o.CircuitBreaker.MaxBreakDuration = TimeSpan.FromDays(1);
            o.Schedule.RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromDays(7), 100)];
            o.Schedule.JitterRatio = 1;
            o.Schedule.MaxRetryAfter = TimeSpan.FromDays(7);
            o.Schedule.OverloadDelay = TimeSpan.FromHours(1);
            o.Retention.Waiting = TimeSpan.FromDays(3650);
            o.Dispatching.MaxInFlight = 10_000;
            o.Dispatching.MaxInFlightPerEndpoint = 1000;
            o.Dispatching.MaxSlowInFlight = o.Dispatching.MaxHandOff = 100_000;
            o.Dispatching.SlowAfter = o.Dispatching.PollInterval = TimeSpan.FromMinutes(1);
            o.Dispatching.LeaseDuration = TimeSpan.FromHours(1);
            o.Dispatching.ShutdownGrace = TimeSpan.FromMinutes(10);
            o.Retention.Delivered = o.Retention.Dead = TimeSpan.FromDays(3650);
            o.Tenants.MaxEndpoints = 1_000_000;
            o.Tenants.MaxQueuedDeliveries = 10_000_000;
            o.Tenants.MaxPayloadBytes = 16_777_216;
            o.Tenants.MaxReplaysPerSecond = 5000;
            o.AutoDisable.NoSuccessFor = o.AutoDisable.MinSpread = TimeSpan.FromDays(365);
            o.AutoDisable.MinFailedDeliveries = 1_000_000;
            o.DeadLetters.MemoryCapacity = 1_000_000;
        },
    };

    public static TheoryData<string> FaultMessages => [.. Faults.Keys];

    public static TheoryData<string> ExtremeNames => [.. Extremes.Keys];

    [Theory]
    [MemberData(nameof(FaultMessages))]
    public async Task The_host_does_not_start_on_an_option_that_cannot_work(string message)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(Faults[message]));

        Assert.Contains(message, refusal.Failures);
        Assert.All(refusal.Failures, failure => Assert.Contains(message.Split(' ')[0], failure, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ExtremeNames))]
    public async Task The_host_starts_with_every_option_at_its_bound(string bound) => await StartAsync(Extremes[bound]);

    [Fact]
    public async Task All_faults_are_reported_at_once()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options =>
        {
            options.Sending.MaxPayloadBytes = 0;
            options.Sending.UserAgent = "";
            options.Retries.MaxRetries = -1;
            options.Retries.PermanentStatuses.Add(200);
            options.Retries.PermanentStatuses.Add(201);
            options.CircuitBreaker.FailureRatio = 2;
            options.Egress.MaxConnectTries = 0;
            options.DeadLetters.MemoryCapacity = 0;
        }));

        Assert.Equal(
            [
                "Sending.MaxPayloadBytes", "Sending.UserAgent", "Retries.MaxRetries", "Retries.PermanentStatuses", "Retries.PermanentStatuses",
                "CircuitBreaker.FailureRatio", "Egress.MaxConnectTries", "DeadLetters.MemoryCapacity",
            ],
            refusal.Failures.Select(failure => failure.Split(' ')[0]));
        Assert.All(refusal.Failures, failure => Assert.Contains(failure, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fault_of_the_egress_options_stops_the_host_too()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options => options.Egress.MaxConnectTries = 0));

        Assert.Contains("Egress.MaxConnectTries is 0", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registering_twice_reports_a_fault_once()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            options => options.Retries.MaxRetries = -1,
            services => services.AddWebhookDispatch()));

        Assert.Single(refusal.Failures);
    }

    private static async Task StartAsync(Action<WebhookDispatchOptions> configure, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddWebhookDispatch(configure);
        services?.Invoke(builder.Services);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
