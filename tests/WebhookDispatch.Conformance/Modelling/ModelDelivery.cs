using WebhookDispatch.Stores;

namespace WebhookDispatch.Conformance.Modelling;

/// <summary>A delivery, as the model has it. Times are seconds.</summary>
internal sealed class ModelDelivery(ModelEvent owner, string endpointId)
{
    internal ModelEvent Event { get; } = owner;

    internal string EndpointId { get; } = endpointId;

    /// <summary>The id that the store gave it.</summary>
    internal long Id { get; set; }

    internal DeliveryState State { get; set; }

    internal string? Reason { get; set; }

    internal int Attempts { get; set; }

    internal int Claims { get; set; }

    internal int Epoch { get; set; }

    internal int DueAt { get; set; }

    internal int EndedAt { get; set; }

    /// <summary>The token of the claim that holds it, even past its lease; <see langword="null"/> when none does.</summary>
    internal long? Token { get; set; }

    /// <summary>The epoch, whether it succeeded, and whether it was stale, of every attempt.</summary>
    internal List<(int Epoch, bool Succeeded, bool Stale)> History { get; } = [];

    internal bool IsExpiredAt(int now) => Epoch == 0 && Event.ExpiresAt <= now;
}
