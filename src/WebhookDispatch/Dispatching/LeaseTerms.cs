using WebhookDispatch.Attempts;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Dispatching;

/// <summary>How long a claim holds, and how soon after it an attempt must begin to end within it.</summary>
internal sealed record LeaseTerms(TimeSpan Lease, TimeSpan StartWithin)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    internal static LeaseTerms For(DispatchingOptions options, SendingOptions sending, IEnumerable<WebhookEndpoint> endpoints)
    {
        var longest = endpoints.Select(endpoint => endpoint.Overrides.AttemptTimeout ?? TimeSpan.Zero).Append(sending.AttemptTimeout).Max();
        var shortest = 2 * longest;
        var lease = options.LeaseDuration is { } set ? (set > shortest ? set : shortest) : shortest + TimeSpan.FromSeconds(10);
        var margin = lease - longest > 2 * Margin ? Margin : TimeSpan.Zero;
        return new LeaseTerms(lease, lease - longest - margin);
    }
}
