namespace WebhookDispatch.PostgreSql.Handing;

/// <summary>What this process holds in a row with others: which deliveries, and which of them have not been settled.</summary>
/// <param name="deliveries">Their ids, rising.</param>
internal sealed class HeldRow(long[] deliveries)
{
    private readonly bool[] _settled = new bool[deliveries.Length];
    private int _left = deliveries.Length;

    internal int Count => deliveries.Length;

    /// <summary>Where a delivery most likely is in the row, from 1; 0 when that is not known.</summary>
    internal int PlaceOf(long delivery) => Array.BinarySearch(deliveries, delivery) is >= 0 and var place ? place + 1 : 0;

    /// <summary>Counts a delivery that has been settled, once however often it was.</summary>
    /// <returns>Whether it was the last one.</returns>
    internal bool Settle(long delivery) =>
        PlaceOf(delivery) is > 0 and var place && !Interlocked.Exchange(ref _settled[place - 1], true) && Interlocked.Decrement(ref _left) == 0;
}
