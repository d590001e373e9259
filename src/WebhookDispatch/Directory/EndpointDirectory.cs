using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>Every endpoint: those of code, of configuration and of the store, in that order of precedence. Readers see one snapshot.</summary>
internal sealed partial class EndpointDirectory : IEndpointLookup, IDisposable
{
    private readonly RegisteredEndpoints _registered;
    private readonly EndpointRules _rules;
    private readonly OpenStore _store;
    private readonly StoredEndpoints _reader;
    private readonly ILogger<EndpointDirectory> _logger;
    private readonly IDisposable? _reloads;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _loading = new(1);
    private List<WebhookEndpoint> _configured = [];
    private List<WebhookEndpoint> _stored = [];
    private readonly Dictionary<string, string> _disabled = new(StringComparer.Ordinal);
    private EndpointSnapshot _snapshot;
    private long _version = -1;

    public EndpointDirectory(
        RegisteredEndpoints registered, EndpointRules rules, OpenStore store, StoredEndpoints reader, IOptionsMonitor<EndpointsOptions> settings,
        ILogger<EndpointDirectory> logger)
    {
        _registered = registered;
        _rules = rules;
        _store = store;
        _reader = reader;
        _logger = logger;
        _configured = ReadAll(settings.CurrentValue, mayFail: false);
        _snapshot = Merge();
        _reloads = settings.OnChange(changed => Replace(configured: ReadAll(changed, mayFail: true)));
    }

    /// <summary>Raised after the snapshot has changed.</summary>
    internal event Action? Changed;

    /// <summary>Whether any stored secret is plain, or protected with a former key, although there is a current one.</summary>
    internal bool HasFormerSecrets => _reader.HaveFormer;

    internal EndpointSnapshot Snapshot => Volatile.Read(ref _snapshot);

    public void Dispose()
    {
        _reloads?.Dispose();
        _loading.Dispose();
    }

    // A send by id names no tenant, so that an id which a tenant chose must not reach another tenant's endpoint.
    async ValueTask<WebhookEndpoint?> IEndpointLookup.FindAsync(string endpointId, CancellationToken cancellationToken)
    {
        var snapshot = await GetAsync(cancellationToken).ConfigureAwait(false);
        return snapshot.Find(endpointId) is { Tenant: "" } found ? found : null;
    }

    /// <summary>Whether an endpoint comes from code or configuration and so cannot be changed at run time.</summary>
    internal bool IsFixed(string id) => _registered.Find(id) is not null || _configured.Any(endpoint => string.Equals(endpoint.Id, id, StringComparison.Ordinal));

    /// <summary>Whether an endpoint that nobody knows was deleted; otherwise it may be one that only other processes register.</summary>
    internal async ValueTask<bool> WasDeletedAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var store = await _store.GetAsync(cancellationToken).ConfigureAwait(false);
        if (await DeletedEndpoints.FindAsync(store, tenant, id, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        // It may have been added again a moment ago, by a process that has not yet forgotten the deletion or did not live to.
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return Snapshot.Find(id) is null;
    }

    /// <summary>Disables an endpoint of code or configuration, which no store can change, for as long as this process lives.</summary>
    internal void DisableUntilRestart(string id, string reason)
    {
        lock (_gate)
        {
            _disabled[id] = reason;
        }

        Replace();
    }

    /// <summary>The snapshot, with the store's endpoints in it.</summary>
    internal ValueTask<EndpointSnapshot> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _version) >= 0 ? ValueTask.FromResult(Snapshot) : LoadAsync(cancellationToken);

    /// <summary>Takes over what other processes have changed.</summary>
    internal async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var store = await _store.GetAsync(cancellationToken).ConfigureAwait(false);
        if (await store.GetEndpointsVersionAsync(cancellationToken).ConfigureAwait(false) != Volatile.Read(ref _version) || _reader.ShouldReadAgain)
        {
            await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<EndpointSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var store = await _store.GetAsync(cancellationToken).ConfigureAwait(false);

        // One after the other: an older reading must not replace a newer one.
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadStoreAsync(store, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async ValueTask<EndpointSnapshot> ReadStoreAsync(IWebhookStore store, CancellationToken cancellationToken)
    {
        // The version first: a change between the two reads is then loaded twice rather than missed.
        var version = await store.GetEndpointsVersionAsync(cancellationToken).ConfigureAwait(false);
        var stored = await _reader.ReadAsync(store, cancellationToken).ConfigureAwait(false);
        var snapshot = Replace(stored: stored);

        // Afterwards: whoever finds the version does not wait for the snapshot, and would publish to the endpoints of before, at the start to none.
        Volatile.Write(ref _version, version);
        return snapshot;
    }

    private EndpointSnapshot Replace(List<WebhookEndpoint>? configured = null, List<WebhookEndpoint>? stored = null)
    {
        EndpointSnapshot snapshot;
        lock (_gate)
        {
            _configured = configured ?? _configured;
            _stored = stored ?? _stored;
            snapshot = Merge();
            Volatile.Write(ref _snapshot, snapshot);
        }

        Changed?.Invoke();
        return snapshot;
    }

    private EndpointSnapshot Merge() => new(
        _registered.All.Concat(_configured).Concat(_stored).DistinctBy(endpoint => endpoint.Id, StringComparer.Ordinal)
            .Select(endpoint => _disabled.TryGetValue(endpoint.Id, out var reason) ? endpoint with { IsEnabled = false, DisabledReason = reason } : endpoint));

    private List<WebhookEndpoint> ReadAll(EndpointsOptions options, bool mayFail)
    {
        if (options.Fault is { } fault)
        {
            return mayFail ? KeepFormer(fault) : throw fault;
        }

        try
        {
            var endpoints = options.Endpoints.Select(EndpointSettingsReader.Read).ToList();
            endpoints.ForEach(endpoint => _ = _rules.Check(endpoint));
            return endpoints;
        }
        catch (InvalidEndpointException exception) when (mayFail)
        {
            return KeepFormer(exception);
        }
    }

    // A typing error in a reloaded file must not stop deliveries that worked a second ago.
    private List<WebhookEndpoint> KeepFormer(Exception fault)
    {
        Log.ReloadRefused(_logger, fault.Message);
        return _configured;
    }

    private static partial class Log
    {
        [LoggerMessage(1502, LogLevel.Error, "The reloaded endpoints are not used, the former ones stay: {Fault}")]
        internal static partial void ReloadRefused(ILogger logger, string fault);
    }
}
