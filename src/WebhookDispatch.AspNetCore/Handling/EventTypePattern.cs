namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Which types a handler takes: an exact one, or with a <c>*</c> at the end all that begin with what stands before it.</summary>
internal static class EventTypePattern
{
    private const int MaxLength = 256;

    /// <summary>What may name a type: visible, so that it can stand in a log as it is.</summary>
    public static bool IsType(string type) => type.Length is >= 1 and <= MaxLength && !type.AsSpan().ContainsAnyExceptInRange('!', '~');

    public static bool IsPattern(string filter) => filter.EndsWith('*');

    /// <summary>The separator belongs to the prefix: <c>invoice.*</c> does not take <c>invoices.paid</c>.</summary>
    public static string Prefix(string pattern) => pattern[..^1];

    public static void ThrowIfNotFilter(string filter, string parameter)
    {
        ArgumentNullException.ThrowIfNull(filter, parameter);
        var name = IsPattern(filter) ? Prefix(filter) : filter;
        if (!IsType(name) || name.Contains('*', StringComparison.Ordinal) || (IsPattern(filter) && char.IsAsciiLetterOrDigit(name[^1])))
        {
            throw new ArgumentException(
                $"'{filter}' names no event types. Give a type such as 'invoice.paid', or all below a name with 'invoice.*'; OnOther takes the rest.", parameter);
        }
    }
}
