namespace WebhookDispatch.Retries;

/// <summary>The arithmetic of delays. No input overflows and no delay is negative.</summary>
internal static class Backoff
{
    /// <summary><paramref name="baseDelay"/> doubled for every retry after the first, at most <paramref name="maxDelay"/>.</summary>
    internal static TimeSpan Exponential(int retry, TimeSpan baseDelay, TimeSpan maxDelay)
    {
        // Beyond 2^62 the product overflows; long before that it is above every cap.
        var factor = Math.Pow(2, Math.Min(Math.Max(retry, 1) - 1, 62));
        var ticks = baseDelay.Ticks * factor;
        return ticks >= maxDelay.Ticks ? maxDelay : TimeSpan.FromTicks((long)ticks);
    }

    /// <summary>Adds up to <paramref name="ratio"/> of the delay, by <paramref name="random"/> from 0 to 1.</summary>
    internal static TimeSpan Jitter(TimeSpan delay, double ratio, double random)
    {
        var added = (long)(delay.Ticks * ratio * Math.Clamp(random, 0, 1));
        return added > TimeSpan.MaxValue.Ticks - delay.Ticks ? TimeSpan.MaxValue : delay + TimeSpan.FromTicks(added);
    }

    /// <summary>The later of the delay and the receiver's wish; the wish is cut to <paramref name="maxWish"/>.</summary>
    internal static TimeSpan NotBefore(TimeSpan delay, TimeSpan? wish, TimeSpan maxWish)
    {
        var followed = wish is { } wished ? (wished < maxWish ? wished : maxWish) : TimeSpan.Zero;
        return followed > delay ? followed : delay;
    }
}
