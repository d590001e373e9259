using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>Where claimed deliveries can go: endpoints over HTTP, or the handlers of an inbox.</summary>
internal interface IDeliveryTargets
{
    /// <summary>Finds where the deliveries of an endpoint go.</summary>
    /// <returns>The target, or <see langword="null"/> when it cannot be used now: its deliveries then wait and spend nothing.</returns>
    DeliveryTarget? Find(string endpointId);

    /// <summary>Ends when every target can be found. Nothing is claimed before: a delivery whose target is missing is put off.</summary>
    Task WhenCompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether a delivery for which no target was found has nothing to wait for, because its endpoint was deleted. Does not throw when the store fails.</summary>
    ValueTask<bool> IsGoneAsync(LeasedDelivery delivery, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
