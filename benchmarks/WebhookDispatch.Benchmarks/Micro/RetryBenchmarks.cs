using BenchmarkDotNet.Attributes;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary>What follows an attempt.</summary>
public class RetryBenchmarks
{
    private readonly RetryRules _rules = RetryRules.For(new RetryOptions(), EndpointOverrides.None);

    private readonly DeliveryAttempt _failed = new()
    {
        Number = 3,
        StartedAt = TimeProvider.System.GetUtcNow(),
        Duration = TimeSpan.FromMilliseconds(12),
        Failure = AttemptFailure.HttpStatus,
        StatusCode = 503,
        RetryAfter = TimeSpan.FromSeconds(30),
    };

    [Benchmark(Description = "decide after a 503")]
    public TimeSpan Decide() => RetryPolicy.Decide(_failed, _rules, 0.5).Delay;
}
