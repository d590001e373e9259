namespace WebhookDispatch.InMemory;

/// <summary>Instants that stop at the ends of time: a delay or an age without end is allowed.</summary>
internal static class Instants
{
    internal static DateTimeOffset After(DateTimeOffset now, TimeSpan length) =>
        length >= DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + length;

    internal static DateTimeOffset Before(DateTimeOffset now, TimeSpan length) =>
        length >= now - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : now - length;
}
