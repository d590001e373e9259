namespace WebhookDispatch.Maintenance;

/// <summary>How long the store remembers what has ended, and how long it keeps what nobody sends.</summary>
public sealed class RetentionOptions
{
    /// <summary>The age at which delivered, cancelled and expired deliveries are forgotten, with their attempts; and events that nobody listened to.</summary>
    /// <value>The default is 7 days. 1 minute to 3,650 days. An idempotency key is kept as long as its event.</value>
    public TimeSpan Delivered { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The age at which dead deliveries are forgotten: until then they can be replayed.</summary>
    /// <value>The default is 90 days. 1 minute to 3,650 days.</value>
    public TimeSpan Dead { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// For how long a delivery may be due without being sent before it is dead, with the reason <c>waited_too_long</c>: what waits for
    /// an endpoint that is disabled and never enabled again. It can be replayed like any dead letter.
    /// </summary>
    /// <value>The default is 30 days. Zero, which lets it wait for ever, or 1 minute to 3,650 days. A delivery that is due later, by schedule or <c>DeliverAt</c>, does not count.</value>
    public TimeSpan Waiting { get; set; } = TimeSpan.FromDays(30);

    internal IEnumerable<string> Check()
    {
        if (Waiting != TimeSpan.Zero && (Waiting < TimeSpan.FromMinutes(1) || Waiting > TimeSpan.FromDays(3650)))
        {
            yield return $"Retention.{nameof(Waiting)} is {Waiting}; set zero, or 1 minute to 3650 days.";
        }

        foreach (var (name, age) in new[] { (nameof(Delivered), Delivered), (nameof(Dead), Dead) })
        {
            if (age < TimeSpan.FromMinutes(1) || age > TimeSpan.FromDays(3650))
            {
                yield return $"Retention.{name} is {age}; set 1 minute to 3650 days.";
            }
        }
    }
}
