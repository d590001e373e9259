using Polly;
using Polly.CircuitBreaker;
using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Retries;

/// <summary>
/// The circuit breaker of one endpoint: Polly's state machine, opened by <see cref="CircuitTrigger"/>.
/// While it is closed an attempt runs beside the pipeline and only its failure is fed in: through the pipeline every success
/// would cost 6–8 µs and 1.3 KB. Polly has no callback here: it calls back from a thread of the pool and blocks the one that
/// opened the circuit until then, so the changes are noticed after each passage instead.
/// </summary>
internal sealed class EndpointCircuit
{
    // Without it what a probe in flight keeps out would be handed back and claimed again as fast as the store can.
    private static readonly TimeSpan ProbeWait = TimeSpan.FromSeconds(1);

    private readonly string _endpointId;
    private readonly CircuitTrigger _trigger;
    private readonly TimeProvider _time;
    private readonly Action<CircuitChange> _changed;
    private readonly Lock _telling = new();
    private readonly Lock _opening = new();
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline<DeliveryAttempt> _pipeline;
    private long _openUntil;
    private long _breakTicks;
    private int _openings;
    private int _toldOpenings;
    private bool _toldOpen;

    internal EndpointCircuit(string endpointId, CircuitBreakerOptions options, TimeProvider timeProvider, Action<CircuitChange> changed)
    {
        _endpointId = endpointId;
        _time = timeProvider;
        _changed = changed;
        _trigger = new CircuitTrigger(options, timeProvider);
        _pipeline = new ResiliencePipelineBuilder<DeliveryAttempt> { TimeProvider = timeProvider }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<DeliveryAttempt>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is not { } attempt || !Clears(attempt)),
                FailureRatio = double.Epsilon,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromDays(1),
                BreakDurationGenerator = args => ValueTask.FromResult(Open(Backoff.Exponential(args.HalfOpenAttempts + 1, options.BreakDuration, options.MaxBreakDuration))),
                StateProvider = _state,
                ManualControl = _control,
            })
            .Build();
    }

    internal bool IsClosed => _state.CircuitState == CircuitState.Closed;

    /// <summary>How long to leave the endpoint alone while its circuit is not closed: until an attempt may probe it, or a probe that is under way may have ended.</summary>
    internal TimeSpan OpenFor => TimeSpan.FromTicks(Math.Max(ProbeWait.Ticks, Volatile.Read(ref _openUntil) - _time.GetUtcNow().UtcTicks));

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

        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            return await _pipeline.ExecuteAsync(
                static (passage, arguments) => arguments.attempt(arguments.state, passage.CancellationToken), context, (attempt, state)).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            TellChanges();
        }
    }

    /// <summary>Counts an attempt that was made while the circuit was closed, and opens it when it must.</summary>
    /// <returns>Whether it was this attempt that opened it.</returns>
    internal bool Count(DeliveryAttempt attempt)
    {
        if (!_trigger.Count(attempt))
        {
            return false;
        }

        bool opened;
        lock (_opening)
        {
            var before = _openings;
            Open(attempt);
            opened = _openings != before;
        }

        TellChanges();
        return opened;
    }

    /// <summary>Closes it, because the endpoint has answered an attempt that was made although it was open.</summary>
    internal async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        await _control.CloseAsync(cancellationToken).ConfigureAwait(false);
        TellChanges();
    }

    private void Open(DeliveryAttempt attempt)
    {
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

    // Polly asks for the duration of a break under its lock, and exactly when it opens.
    private TimeSpan Open(TimeSpan breakDuration)
    {
        Volatile.Write(ref _openUntil, (_time.GetUtcNow() + breakDuration).UtcTicks);
        Volatile.Write(ref _breakTicks, breakDuration.Ticks);
        Interlocked.Increment(ref _openings);
        return breakDuration;
    }

    private void TellChanges()
    {
        lock (_telling)
        {
            if (_openings != _toldOpenings)
            {
                _toldOpenings = _openings;
                _toldOpen = true;
                _changed(new CircuitChange(_endpointId, true, TimeSpan.FromTicks(Volatile.Read(ref _breakTicks))));
            }

            if (_toldOpen && IsClosed)
            {
                _toldOpen = false;
                _trigger.Reset();
                _changed(new CircuitChange(_endpointId, false, TimeSpan.Zero));
            }
        }
    }

    // A probe closes the circuit only when the endpoint has answered; one that was cancelled or found no name proves nothing.
    private static bool Clears(DeliveryAttempt probe) => probe.StatusCode is not null && !CircuitTrigger.IsCharged(probe);
}
