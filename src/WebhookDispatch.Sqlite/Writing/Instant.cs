namespace WebhookDispatch.Sqlite.Writing;

/// <summary>Instants as rows hold them: microseconds since 1970, UTC.</summary>
internal static class Instant
{
    // The end of the year 9999, beyond which no DateTimeOffset can show it.
    private const long Latest = 253_402_300_799_999_999;

    internal static long Of(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset ToDateTimeOffset(long instant) => DateTimeOffset.UnixEpoch.AddTicks(instant * TimeSpan.TicksPerMicrosecond);

    internal static DateTimeOffset? ToDateTimeOffset(long? instant) => instant is { } given ? ToDateTimeOffset(given) : null;

    internal static long Length(TimeSpan duration) => Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond);

    internal static long After(long instant, TimeSpan duration) => Math.Min(Latest, instant + Length(duration));

    internal static TimeSpan Until(long now, long instant) => TimeSpan.FromMicroseconds(Math.Max(0, instant - now));
}
