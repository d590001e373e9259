using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>A claimed delivery in this process's memory.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="StartBy">The timestamp after which no attempt may begin: its lease could end before the attempt does.</param>
/// <param name="ExpiresAt">The timestamp from which its event has expired; <see cref="long.MaxValue"/> when it does not.</param>
/// <param name="IsClaimed">Whether it was claimed from the store; otherwise the publisher handed it over.</param>
/// <param name="IsShared">Whether its claim minded what all processes hold for its endpoint.</param>
internal readonly record struct HeldDelivery(LeasedDelivery Delivery, long StartBy, long ExpiresAt, bool IsClaimed, bool IsShared)
{
    internal static HeldDelivery From(TimeProvider time, LeasedDelivery delivery, long startWithin, bool isClaimed, bool isShared)
    {
        var now = time.GetTimestamp();

        // Nothing is held for a day, and a span without end would overflow.
        var expiresAt = delivery.ExpiresIn is { TotalDays: < 1 } left ? now + (long)(left.TotalSeconds * time.TimestampFrequency) : long.MaxValue;
        return new HeldDelivery(delivery, now + startWithin, expiresAt, isClaimed, isShared);
    }

    /// <summary>The delivery as it is now: its event may have expired while it waited for its turn.</summary>
    internal HeldDelivery At(long now) => now < ExpiresAt ? this : this with { Delivery = Delivery with { Expired = true } };
}
