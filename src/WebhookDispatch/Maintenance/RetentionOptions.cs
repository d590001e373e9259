namespace WebhookDispatch.Maintenance;

/// <summary>How long the store remembers what has ended. What is waiting is never touched.</summary>
public sealed class RetentionOptions
{
    /// <summary>The age at which delivered, cancelled and expired deliveries are forgotten, with their attempts; and events that nobody listened to.</summary>
    /// <value>The default is 7 days. 1 minute to 3,650 days. An idempotency key is kept as long as its event.</value>
    public TimeSpan Delivered { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The age at which dead deliveries are forgotten: until then they can be replayed.</summary>
    /// <value>The default is 90 days. 1 minute to 3,650 days.</value>
    public TimeSpan Dead { get; set; } = TimeSpan.FromDays(90);

    internal IEnumerable<string> Check()
    {
        foreach (var (name, age) in new[] { (nameof(Delivered), Delivered), (nameof(Dead), Dead) })
        {
            if (age < TimeSpan.FromMinutes(1) || age > TimeSpan.FromDays(3650))
            {
                yield return $"Retention.{name} is {age}; set 1 minute to 3650 days.";
            }
        }
    }
}
