using WebhookDispatch.Egress;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Endpoints;

/// <summary>What an endpoint must be before anything is signed for it or sent to it.</summary>
internal sealed class EndpointRules(EgressOptions egress, IAddressPolicy addresses)
{
    internal const int MaxSecrets = 10;
    private const int MaxIdLength = 128;
    private const int MaxHeaders = 50;

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="mayBeUnreadable">Whether it may lack the secrets that a missing key protects: to be kept, not to be sent to.</param>
    /// <returns>The URL to send to: the one given, with its host in the form that was checked.</returns>
    /// <exception cref="InvalidEndpointException">Something is wrong; the message says all of it.</exception>
    internal Uri Check(WebhookEndpoint endpoint, bool mayBeUnreadable = false)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var url = endpoint.Url is null ? null : UrlRules.Check(endpoint.Url, egress, addresses);
        var errors = FindErrors(endpoint, url, mayBeUnreadable).Concat(FindErrorsInAccess(endpoint, url?.Target)).ToList();
        return errors.Count == 0 ? url!.Target! : throw new InvalidEndpointException(IsId(endpoint.Id) ? endpoint.Id : "?", errors);
    }

    private IEnumerable<string> FindErrorsInAccess(WebhookEndpoint endpoint, Uri? target)
    {
        var authentication = endpoint is { Authentication: { } set, Headers: not null }
            ? AuthenticationRules.Check(set, endpoint, target, url => UrlRules.Check(url, egress, addresses))
            : [];
        return endpoint.Tls is { } tls ? authentication.Concat(TlsRules.Check(tls, target)) : authentication;
    }

    private static IEnumerable<string> FindErrors(WebhookEndpoint endpoint, UrlVerdict? url, bool mayBeUnreadable)
    {
        if (!IsId(endpoint.Id))
        {
            yield return $"Id is not 1 to {MaxIdLength} characters of A-Z a-z 0-9 _ - :.";
        }

        if (url is not { IsAllowed: true })
        {
            yield return url is null ? "Url is missing; give an absolute one such as 'https://acme.example/hooks'." : $"Url: {url.Message}";
        }

        var missing = MissingParts.Find(endpoint).ToList();
        var faults = missing.Count > 0
            ? missing
            : CheckSecrets(endpoint, mayBeUnreadable).Concat(CheckHeaders(endpoint)).Concat(CheckOverrides(endpoint.Overrides)).Concat(CheckEventTypes(endpoint));
        foreach (var error in faults)
        {
            yield return error;
        }

        if (endpoint.Tenant is not { Length: <= MaxIdLength })
        {
            yield return $"Tenant is missing or longer than {MaxIdLength} characters; leave it empty where there is only one.";
        }
    }

    private static IEnumerable<string> CheckEventTypes(WebhookEndpoint endpoint)
    {
        foreach (var filter in endpoint.EventTypes.Where(filter => !EventTypeFilter.IsValid(filter)))
        {
            yield return $"EventTypes holds '{filter}'; use a type such as 'invoice.paid', a prefix such as 'invoice.*', or '**' for all.";
        }
    }

    private static bool IsId(string? id) =>
        id is { Length: >= 1 and <= MaxIdLength } && !id.AsSpan().ContainsAnyExcept(IdCharacters);

    private static IEnumerable<string> CheckSecrets(WebhookEndpoint endpoint, bool mayBeUnreadable) => endpoint switch
    {
        { Unreadable: null } => CheckSigning(endpoint),
        { Secrets.Count: 0, Headers.Count: > 0 } => ["Headers cannot be changed alone while the secrets cannot be read; give both anew."],
        { Secrets.Count: 0, Authentication: not null } or { Secrets.Count: 0, Tls: not null } =>
            ["Authentication and Tls cannot be changed alone while the secrets cannot be read; give all anew."],
        { Secrets.Count: 0 } => mayBeUnreadable ? [] : [$"Secrets cannot be read. {endpoint.Unreadable.Fault}"],
        { Headers.Count: 0, Unreadable.HeaderNames.Count: > 0 } =>
            [$"Headers cannot be read either: {string.Join(", ", endpoint.Unreadable.HeaderNames)}. Give them anew together with the secrets."],
        { Authentication: null, Unreadable.HadAuthentication: true } => ["Authentication cannot be read either. Give it anew together with the secrets."],
        { Tls: null, Unreadable.HadTls: true } => ["Tls cannot be read either. Give it anew together with the secrets."],
        _ => CheckSigning(endpoint),
    };

    private static IEnumerable<string> CheckSigning(WebhookEndpoint endpoint)
    {
        if (endpoint.Secrets.Count is 0 or > MaxSecrets)
        {
            yield return $"Secrets holds {endpoint.Secrets.Count}; give 1 to {MaxSecrets}, the current one first. WebhookSecret.Generate makes one.";
            yield break;
        }

        if (endpoint.Secrets.All(secret => secret.ExpiresAt is not null))
        {
            yield return "Secrets holds none without ExpiresAt; the current secret must not expire, or attempts would go out unsigned.";
        }

        if (endpoint.Schemes.Count == 0)
        {
            yield return "Schemes is empty; give at least one, such as WebhookScheme.Standard.";
        }

        if (endpoint.Schemes.Select(scheme => scheme.SignatureHeader).Distinct(StringComparer.OrdinalIgnoreCase).Count() != endpoint.Schemes.Count)
        {
            yield return "Schemes holds two that write the same signature header; give each scheme once.";
        }

        var secrets = endpoint.Secrets.Select(secret => secret.Value).ToArray();
        foreach (var scheme in endpoint.Schemes)
        {
            var fault = default(string);
            try
            {
                _ = new WebhookSigner(scheme, secrets);
            }
            catch (ArgumentException exception)
            {
                fault = exception.Message;
            }

            if (fault is not null)
            {
                yield return $"Secrets and the scheme '{scheme.Name}' do not fit: {fault}";
            }
        }
    }

    private static IEnumerable<string> CheckHeaders(WebhookEndpoint endpoint)
    {
        if (endpoint.Headers.Count > MaxHeaders)
        {
            yield return $"Headers holds {endpoint.Headers.Count}; at most {MaxHeaders} are sent.";
        }

        foreach (var (name, value) in endpoint.Headers)
        {
            if (HeaderRules.Check(name, value) is { IsAllowed: false } fault)
            {
                yield return $"Headers: {fault.Message}";
            }
            else if (endpoint.Schemes.Any(scheme => SetsHeader(scheme, name)))
            {
                yield return $"Headers: '{name}' is set by the endpoint's signing scheme; remove it.";
            }
        }
    }

    private static bool SetsHeader(WebhookScheme scheme, string name) =>
        name.Equals(scheme.SignatureHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(scheme.IdHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(scheme.TimestampHeader, StringComparison.OrdinalIgnoreCase)
        || name.Equals(scheme.TypeHeader, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> CheckOverrides(EndpointOverrides overrides)
    {
        if (overrides.AttemptTimeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromMinutes(2)))
        {
            yield return $"Overrides.AttemptTimeout is {timeout}; set more than zero and at most 2 minutes.";
        }

        if (overrides.MaxRetries is < 0 or > 100)
        {
            yield return $"Overrides.MaxRetries is {overrides.MaxRetries}; set 0 to 100.";
        }

        if (overrides.MaxDelay is { } max && (max < TimeSpan.Zero || max > TimeSpan.FromDays(1)))
        {
            yield return $"Overrides.MaxDelay is {max}; set zero to 1 day.";
        }

        if (overrides.BaseDelay is { } delay && (delay < TimeSpan.Zero || delay > (overrides.MaxDelay ?? TimeSpan.FromDays(1))))
        {
            yield return $"Overrides.BaseDelay is {delay}; set zero or more and at most Overrides.MaxDelay, which is {overrides.MaxDelay?.ToString() ?? "not set"}.";
        }

        if (overrides.RetryDelays is { } delays && (delays.Count > 100 || delays.Any(wait => wait < TimeSpan.Zero || wait > TimeSpan.FromDays(7))))
        {
            yield return $"Overrides.RetryDelays holds {delays.Count} delays; give at most 100, each zero to 7 days.";
        }

        if (overrides.MaxInFlight is < 1 or > 1000)
        {
            yield return $"Overrides.MaxInFlight is {overrides.MaxInFlight}; set 1 to 1000.";
        }

        if (overrides.AttemptsPerSecond is not (null or (> 0 and <= 100_000)))
        {
            yield return FormattableString.Invariant($"Overrides.AttemptsPerSecond is {overrides.AttemptsPerSecond}; set more than 0 and at most 100000.");
        }

        foreach (var error in CheckOrder(overrides))
        {
            yield return error;
        }

        foreach (var status in (overrides.PermanentStatuses ?? []).Where(status => status is < 300 or > 599))
        {
            yield return $"Overrides.PermanentStatuses holds {status}; list statuses from 300 to 599.";
        }
    }

    private static IEnumerable<string> CheckOrder(EndpointOverrides overrides)
    {
        if (overrides.MaxInFlightInCluster is < 1 or > 10_000)
        {
            yield return $"Overrides.MaxInFlightInCluster is {overrides.MaxInFlightInCluster}; set 1 to 10000.";
        }

        if (overrides.Order is not (null or EndpointOrder.Any or EndpointOrder.Strict))
        {
            yield return $"Overrides.Order is {(int)overrides.Order}; set EndpointOrder.Any or EndpointOrder.Strict.";
        }

        if (overrides.SkipAfter is < 1 or > 1000)
        {
            yield return $"Overrides.SkipAfter is {overrides.SkipAfter}; set 1 to 1000.";
        }

        if (overrides is { Order: null or EndpointOrder.Any, SkipAfter: { } after })
        {
            yield return $"Overrides.SkipAfter is {after}, which only an order can heed; set Overrides.Order to Strict, or leave SkipAfter out.";
        }
    }

    private static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:");
}
