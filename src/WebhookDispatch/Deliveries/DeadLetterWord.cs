namespace WebhookDispatch.Deliveries;

/// <summary>The words for reasons in stores and metrics. Stored rows hold them, so they never change.</summary>
internal static class DeadLetterWord
{
    internal static string Of(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Exhausted => "exhausted",
        DeadLetterReason.Rejected => "rejected",
        DeadLetterReason.Gone => "gone",
        DeadLetterReason.CircuitOpen => "circuit_open",
        DeadLetterReason.BlockedAddress => "blocked_address",
        DeadLetterReason.PoisonCrash => "poison_crash",
        DeadLetterReason.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a dead-letter reason."),
    };

    internal static DeadLetterReason Read(string word) => Enum.GetValues<DeadLetterReason>().First(reason => string.Equals(Of(reason), word, StringComparison.Ordinal));
}
