using Polly;
using Polly.Retry;
using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Retries;

/// <summary>
/// Repeats attempts by Polly's retry strategy, as <see cref="RetryPolicy"/> decides. It is entered only after a first
/// attempt has failed: most deliveries succeed at once and need not pay for it.
/// </summary>
internal sealed class RetryPipeline(RetryRules rules, RandomSource random, TimeProvider timeProvider)
{
    private readonly Lazy<ResiliencePipeline<AttemptOrOpen>> _pipeline = new(() => Build(rules, random, timeProvider));

    /// <param name="first">The attempt that has been made.</param>
    /// <param name="again">Makes the attempt of the given number, or returns <see langword="null"/> when the circuit is open.</param>
    /// <param name="state">Handed to <paramref name="again"/>.</param>
    /// <param name="cancellationToken">Ends waiting and attempts.</param>
    /// <returns>The last attempt; <see langword="null"/> when the circuit was open.</returns>
    internal async ValueTask<DeliveryAttempt?> ContinueAsync<TState>(
        DeliveryAttempt first, Func<int, TState, CancellationToken, ValueTask<DeliveryAttempt?>> again, TState state, CancellationToken cancellationToken)
    {
        var number = 0;
        var last = await _pipeline.Value.ExecuteAsync(
            async token => new AttemptOrOpen(++number == 1 ? first : await again(number, state, token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return last.Attempt;
    }

    private static ResiliencePipeline<AttemptOrOpen> Build(RetryRules rules, RandomSource random, TimeProvider timeProvider) =>
        rules.MaxRetries == 0
            ? ResiliencePipeline<AttemptOrOpen>.Empty
            : new ResiliencePipelineBuilder<AttemptOrOpen> { TimeProvider = timeProvider }
                .AddRetry(new RetryStrategyOptions<AttemptOrOpen>
                {
                    MaxRetryAttempts = rules.MaxRetries,
                    ShouldHandle = args => ValueTask.FromResult(Decide(args.Outcome, rules, 0).Verdict == RetryVerdict.Retry),
                    DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Decide(args.Outcome, rules, random.NextDouble()).Delay),
                })
                .Build();

    private static RetryDecision Decide(Outcome<AttemptOrOpen> outcome, RetryRules rules, double random) =>
        outcome.Result.Attempt is { } attempt ? RetryPolicy.Decide(attempt, rules, random) : RetryDecision.Dead(DeadLetterReason.CircuitOpen);

    private readonly record struct AttemptOrOpen(DeliveryAttempt? Attempt);
}
