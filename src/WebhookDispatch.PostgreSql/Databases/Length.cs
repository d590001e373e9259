namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>Lengths of time as statements take them: whole microseconds. The server adds them to its own clock; no instant of ours is compared with one of its.</summary>
internal static class Length
{
    // Two hundred years: beyond that a sum could leave what a DateTimeOffset can show.
    private const long Longest = 200L * 366 * 24 * 3600 * 1_000_000;

    internal static long Of(TimeSpan duration) => Math.Clamp(duration.Ticks / TimeSpan.TicksPerMicrosecond, 0, Longest);

    internal static long? Of(TimeSpan? duration) => duration is { } given ? Of(given) : null;

    internal static TimeSpan ToTimeSpan(long microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
