using WebhookDispatch.Attempts;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>An attempt in flight and the slot it holds. Only touched under the pool's lock.</summary>
internal sealed class InFlightAttempt(EndpointRunner runner, HeldDelivery held, long startedAt) : IAged<InFlightAttempt>
{
    internal EndpointRunner Runner { get; } = runner;

    internal LeasedDelivery Delivery { get; } = held.Delivery;

    internal long StartedAt { get; } = startedAt;

    internal bool IsClaimed { get; } = held.IsClaimed;

    internal bool IsShared { get; } = held.IsShared;

    internal bool IsRetry { get; } = held.Delivery.Attempts > 0;

    internal bool IsSlow { get; set; }

    internal bool IsDone { get; private set; }

    public InFlightAttempt? Older { get; set; }

    public InFlightAttempt? Younger { get; set; }

    internal void End() => IsDone = true;
}
