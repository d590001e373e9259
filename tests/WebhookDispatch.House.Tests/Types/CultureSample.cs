namespace WebhookDispatch.House.Tests.Types;

/// <summary>Three calls that depend on the culture, and three that do not.</summary>
internal static class CultureSample
{
    // Method groups: the analyzers, which are the first guard, look at calls only.
    public static Func<string> Lower(string text) => text.ToLower;

    public static Func<string> Upper(string text) => text.ToUpper;

    public static Comparison<string> Sort() => string.Compare;

    public static bool IsFine(string text) =>
        text.StartsWith("ab", StringComparison.Ordinal) && text.EndsWith('b') && text.ToUpperInvariant().Length > 2;
}
