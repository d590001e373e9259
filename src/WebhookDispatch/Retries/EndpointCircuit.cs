using Polly;
using Polly.CircuitBreaker;
using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Retries;

/// <summary>
/// The circuit breaker of one endpoint: Polly's state machine, opened by <see cref="CircuitTrigger"/>.
/// While it is closed an attempt runs beside the pipeline and only its failure is fed in: through the pipeline every success
/// would cost 6–8 µs and 1.3 KB.
/// </summary>
internal sealed class EndpointCircuit
{
    private readonly CircuitTrigger _trigger;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<DeliveryAttempt> _pipeline;
    private long _openUntil;

    internal EndpointCircuit(string endpointId, CircuitBreakerOptions options, TimeProvider timeProvider, Action<CircuitChange> changed)
    {
        _time = timeProvider;
        _trigger = new CircuitTrigger(options, timeProvider);
        _pipeline = new ResiliencePipelineBuilder<DeliveryAttempt> { TimeProvider = timeProvider }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<DeliveryAttempt>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is not { } attempt || !Clears(attempt)),
                FailureRatio = double.Epsilon,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromDays(1),
                BreakDurationGenerator = args => ValueTask.FromResult(
                    Backoff.Exponential(args.HalfOpenAttempts + 1, options.BreakDuration, options.MaxBreakDuration)),
                StateProvider = _state,
                OnOpened = args =>
                {
                    Volatile.Write(ref _openUntil, (_time.GetUtcNow() + args.BreakDuration).UtcTicks);
                    changed(new CircuitChange(endpointId, true, args.BreakDuration));
                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    _trigger.Reset();
                    changed(new CircuitChange(endpointId, false, TimeSpan.Zero));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    internal bool IsClosed => _state.CircuitState == CircuitState.Closed;

    /// <summary>How long until an attempt may probe the endpoint; zero when one may now.</summary>
    internal TimeSpan OpenFor => TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _openUntil) - _time.GetUtcNow().UtcTicks));

    /// <summary>Runs an attempt if the circuit lets it through.</summary>
    /// <returns>The attempt, or <see langword="null"/> when the circuit is open and nothing was sent.</returns>
    internal async ValueTask<DeliveryAttempt?> RunAsync<TState>(
        Func<TState, CancellationToken, ValueTask<DeliveryAttempt>> attempt, TState state, CancellationToken cancellationToken)
    {
        if (IsClosed)
        {
            var made = await attempt(state, cancellationToken).ConfigureAwait(false);
            Count(made);
            return made;
        }

        try
        {
            return await _pipeline.ExecuteAsync(
                static (arguments, token) => arguments.attempt(arguments.state, token), (attempt, state), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
    }

    /// <summary>Counts an attempt that was made while the circuit was closed, and opens it when it must.</summary>
    internal void Count(DeliveryAttempt attempt)
    {
        if (!_trigger.Count(CircuitTrigger.IsCharged(attempt)))
        {
            return;
        }

        try
        {
            // Twice, because Polly acts on no fewer than two calls in its window.
            _pipeline.Execute(static made => made, attempt);
            _pipeline.Execute(static made => made, attempt);
        }
        catch (BrokenCircuitException)
        {
            // It is open already: what the second call, or another attempt that failed meanwhile, finds.
        }
    }

    // A probe closes the circuit only when the endpoint has answered; one that was cancelled or found no name proves nothing.
    private static bool Clears(DeliveryAttempt probe) => probe.StatusCode is not null && !CircuitTrigger.IsCharged(probe);
}
