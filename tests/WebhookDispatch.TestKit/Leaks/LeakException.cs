namespace WebhookDispatch.TestKit.Leaks;

/// <summary>Something that may not leave the library has left it.</summary>
public sealed class LeakException(IEnumerable<string> leaks)
    : Exception($"A planted mark has leaked, from this test or from one beside it.\n{string.Join('\n', leaks.Distinct(StringComparer.Ordinal))}");
