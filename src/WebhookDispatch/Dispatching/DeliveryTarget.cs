using WebhookDispatch.Deliveries;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>Makes attempts, and says what follows those that fail.</summary>
internal abstract class DeliveryTarget(ScheduleRules schedule, EndpointCircuit circuit)
{
    internal ScheduleRules Schedule { get; } = schedule;

    internal EndpointCircuit Circuit { get; } = circuit;

    /// <summary>Makes the next attempt. Throws <see cref="OperationCanceledException"/> for <paramref name="cutOff"/>, and nothing else that an attempt can meet.</summary>
    internal abstract ValueTask<DeliveryAttempt> AttemptAsync(LeasedDelivery delivery, CancellationToken cutOff);
}
