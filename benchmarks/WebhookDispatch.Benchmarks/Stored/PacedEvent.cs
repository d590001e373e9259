namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>One publishing of a paced load, in timestamps.</summary>
/// <param name="number">Its number on the arrival board; negative when it does not count.</param>
internal sealed class PacedEvent(int number)
{
    public int Number { get; } = number;

    public long Called { get; set; }

    public long Returned { get; set; }
}
