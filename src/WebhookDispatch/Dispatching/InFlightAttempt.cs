using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>An attempt in flight and the slot it holds. Only touched under the pool's lock.</summary>
internal sealed class InFlightAttempt(EndpointRunner runner, HeldDelivery held, long startedAt)
{
    internal EndpointRunner Runner { get; } = runner;

    /// <summary>Let go of at the end: the queue by age keeps ended attempts for a moment, and bodies are what is large.</summary>
    internal LeasedDelivery? Delivery { get; private set; } = held.Delivery;

    internal long StartedAt { get; } = startedAt;

    internal bool IsClaimed { get; } = held.IsClaimed;

    internal bool IsRetry { get; } = held.Delivery.Attempts > 0;

    internal bool IsSlow { get; set; }

    internal bool IsDone => Delivery is null;

    internal void End() => Delivery = null;
}
