using System.Collections.Frozen;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Directory;

/// <summary>Every endpoint known at one moment, and which of them listen to a type.</summary>
internal sealed class EndpointSnapshot
{
    private readonly FrozenDictionary<string, WebhookEndpoint> _byId;
    private readonly FrozenDictionary<string, Listeners> _byTenant;
    private readonly FrozenDictionary<string, string[]> _idsByTenant;

    internal EndpointSnapshot(IEnumerable<WebhookEndpoint> endpoints)
    {
        _byId = endpoints.ToFrozenDictionary(endpoint => endpoint.Id, StringComparer.Ordinal);
        Ordered = _byId.Values.Where(endpoint => endpoint.Overrides.Order == EndpointOrder.Strict).Select(endpoint => endpoint.Id).ToFrozenSet(StringComparer.Ordinal);
        MaxHeld = _byId.Values
            .Where(endpoint => endpoint.Overrides.MaxInFlightInCluster is not null)
            .ToFrozenDictionary(endpoint => endpoint.Id, endpoint => endpoint.Overrides.MaxInFlightInCluster!.Value, StringComparer.Ordinal);
        Unreadable = [.. _byId.Values.Where(endpoint => endpoint.Unreadable is not null).Select(endpoint => endpoint.Id).Order(StringComparer.Ordinal)];
        NotSentTo = [.. _byId.Values.Where(endpoint => !endpoint.IsEnabled || endpoint.Unreadable is not null).Select(endpoint => endpoint.Id)];
        _idsByTenant = _byId.Values
            .GroupBy(endpoint => endpoint.Tenant, StringComparer.Ordinal)
            .ToFrozenDictionary(tenant => tenant.Key, tenant => tenant.Select(endpoint => endpoint.Id).ToArray(), StringComparer.Ordinal);
        _byTenant = _byId.Values
            .Where(endpoint => endpoint.IsEnabled)
            .GroupBy(endpoint => endpoint.Tenant, StringComparer.Ordinal)
            .ToFrozenDictionary(tenant => tenant.Key, tenant => new Listeners(tenant), StringComparer.Ordinal);
    }

    /// <summary>The ids of those whose deliveries wait: disabled, or without the key of their secrets.</summary>
    internal IReadOnlyList<string> NotSentTo { get; }

    /// <summary>The ids of those whose secrets cannot be read.</summary>
    internal IReadOnlyList<string> Unreadable { get; }

    /// <summary>Endpoints whose deliveries go one after the other, whoever sends them.</summary>
    internal FrozenSet<string> Ordered { get; }

    /// <summary>Endpoints with a cap that all dispatchers share.</summary>
    internal FrozenDictionary<string, int> MaxHeld { get; }

    internal IEnumerable<WebhookEndpoint> All => _byId.Values;

    /// <summary>Whether only a claim may decide who sends to it: the store alone sees what every process holds.</summary>
    internal bool IsShared(string id) => (Ordered.Count > 0 && Ordered.Contains(id)) || (MaxHeld.Count > 0 && MaxHeld.ContainsKey(id));

    internal WebhookEndpoint? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The ids of all endpoints of a tenant, disabled ones too.</summary>
    internal IReadOnlyList<string> IdsOf(string tenant) => _idsByTenant.GetValueOrDefault(tenant) ?? [];

    /// <summary>The ids of the enabled endpoints of a tenant that listen to a type.</summary>
    internal IReadOnlyList<string> Match(string tenant, string type) =>
        _byTenant.TryGetValue(tenant, out var listeners) ? listeners.Match(type) : [];

    /// <summary>The listeners of one tenant. Exact filters, the usual ones, are found by a lookup; only patterns are walked.</summary>
    private sealed class Listeners
    {
        private readonly FrozenDictionary<string, string[]> _exact;
        private readonly (string Filter, string Id)[] _patterns;

        internal Listeners(IEnumerable<WebhookEndpoint> endpoints)
        {
            var filters = endpoints.SelectMany(endpoint => endpoint.EventTypes.Select(filter => (Filter: filter, endpoint.Id))).ToList();
            _exact = filters
                .Where(entry => !IsPattern(entry.Filter))
                .GroupBy(entry => entry.Filter, StringComparer.Ordinal)
                .ToFrozenDictionary(group => group.Key, group => group.Select(entry => entry.Id).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
            _patterns = [.. filters.Where(entry => IsPattern(entry.Filter))];
        }

        internal IReadOnlyList<string> Match(string type)
        {
            var exact = _exact.GetValueOrDefault(type) ?? [];
            if (_patterns.Length == 0)
            {
                return exact;
            }

            var matched = new List<string>(exact);
            foreach (var (filter, id) in _patterns)
            {
                if (EventTypeFilter.Matches(filter, type) && !matched.Contains(id, StringComparer.Ordinal))
                {
                    matched.Add(id);
                }
            }

            return matched;
        }

        private static bool IsPattern(string filter) => filter.EndsWith('*');
    }
}
