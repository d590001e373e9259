namespace WebhookDispatch.Maintenance;

/// <summary>When an endpoint that only fails is disabled. All three must hold. Never while every endpoint fails: that is trouble of our own.</summary>
public sealed class AutoDisableOptions
{
    /// <summary>How long nothing may have succeeded.</summary>
    /// <value>The default is 5 days. Zero turns disabling off; at most 365 days.</value>
    public TimeSpan NoSuccessFor { get; set; } = TimeSpan.FromDays(5);

    /// <summary>How many deliveries must have failed in that time.</summary>
    /// <value>The default is 10. 1 to 1,000,000.</value>
    public int MinFailedDeliveries { get; set; } = 10;

    /// <summary>How far apart the first and the last of them must be, so that one burst does not disable.</summary>
    /// <value>The default is 12 hours. Zero to <see cref="NoSuccessFor"/>.</value>
    public TimeSpan MinSpread { get; set; } = TimeSpan.FromHours(12);

    internal IEnumerable<string> Check()
    {
        if (NoSuccessFor < TimeSpan.Zero || NoSuccessFor > TimeSpan.FromDays(365))
        {
            yield return $"AutoDisable.NoSuccessFor is {NoSuccessFor}; set zero, which turns it off, to 365 days.";
        }

        if (MinFailedDeliveries is < 1 or > 1_000_000)
        {
            yield return $"AutoDisable.MinFailedDeliveries is {MinFailedDeliveries}; set 1 to 1000000.";
        }

        if (MinSpread < TimeSpan.Zero || (NoSuccessFor > TimeSpan.Zero && MinSpread > NoSuccessFor))
        {
            yield return $"AutoDisable.MinSpread is {MinSpread}; set zero to AutoDisable.NoSuccessFor, which is {NoSuccessFor}.";
        }
    }
}
