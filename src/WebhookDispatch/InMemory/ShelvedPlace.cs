namespace WebhookDispatch.InMemory;

/// <summary>Where a shelved event is.</summary>
/// <param name="DeliveryId">Its delivery.</param>
/// <param name="Before">The number of an earlier one whose tenant and id have the same hash; -1 when there was none.</param>
/// <param name="Block">The number of its block; -1 when it was taken from the shelf.</param>
/// <param name="Offset">Where it begins there.</param>
/// <param name="Length">How many bytes it takes.</param>
/// <param name="Hash">The hash of its tenant and id.</param>
internal readonly record struct ShelvedPlace(long DeliveryId, long Before, int Block, int Offset, int Length, int Hash)
{
    internal bool IsEmpty => Block < 0;
}
