using WebhookDispatch.Events;

namespace WebhookDispatch.Endpoints;

/// <summary>Which event types an endpoint listens to: an exact type, <c>prefix.*</c> for all below a prefix, or <c>**</c> for all.</summary>
internal static class EventTypeFilter
{
    internal const string All = "**";

    internal static bool IsValid(string? filter) =>
        filter is not null
        && (string.Equals(filter, All, StringComparison.Ordinal)
            || EventName.IsType(filter)
            || (filter.EndsWith(".*", StringComparison.Ordinal) && EventName.IsType(filter[..^2])));

    internal static bool Matches(string filter, string type)
    {
        if (string.Equals(filter, All, StringComparison.Ordinal))
        {
            return true;
        }

        // "invoice.*" keeps its dot for the comparison, so that "invoices.paid" does not match.
        return filter.EndsWith(".*", StringComparison.Ordinal)
            ? type.AsSpan().StartsWith(filter.AsSpan(0, filter.Length - 1), StringComparison.Ordinal)
            : string.Equals(filter, type, StringComparison.Ordinal);
    }
}
