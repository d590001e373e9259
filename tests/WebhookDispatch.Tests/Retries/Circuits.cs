using WebhookDispatch.Deliveries;
using WebhookDispatch.Retries;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Retries;

/// <summary>A circuit on a test's clock, fed with attempts that never were.</summary>
internal sealed class Circuits
{
    private readonly EndpointCircuit _circuit;

    internal Circuits(Action<CircuitBreakerOptions>? set = null)
    {
        var options = new CircuitBreakerOptions();
        set?.Invoke(options);
        _circuit = new EndpointCircuit("acme", options, Clock, Changes.Add);
    }

    internal TestClock Clock { get; } = new();

    internal List<CircuitChange> Changes { get; } = [];

    internal bool IsClosed => _circuit.IsClosed;

    internal TimeSpan OpenFor => _circuit.OpenFor;

    /// <summary>How long each opening was announced to last.</summary>
    internal IEnumerable<TimeSpan> Breaks => Changes.Where(change => change.IsOpen).Select(change => change.BreakDuration);

    /// <returns>Whether the attempt was let through.</returns>
    internal async Task<bool> TryAsync(DeliveryAttempt attempt) => await RunAsync(_ => ValueTask.FromResult(attempt)) is not null;

    internal async Task FeedAsync(params DeliveryAttempt[] attempts)
    {
        foreach (var attempt in attempts)
        {
            Assert.True(await TryAsync(attempt));
        }
    }

    internal ValueTask<DeliveryAttempt?> RunAsync(Func<CancellationToken, ValueTask<DeliveryAttempt>> attempt, CancellationToken? cancellationToken = null) =>
        _circuit.RunAsync(static (made, token) => made(token), attempt, cancellationToken ?? TestContext.Current.CancellationToken);
}
