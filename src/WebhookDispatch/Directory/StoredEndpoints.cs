using System.Text.Json;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Secrets;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>The store's endpoints, each decoded once for each of its versions. Used by one reader at a time.</summary>
internal sealed partial class StoredEndpoints(EndpointCodec codec, SecretProtection protection, TimeProvider timeProvider, ILogger<StoredEndpoints> logger)
{
    // A key may come back without anything in the store changing: a key vault that answers again, a key ring that was restored.
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(1);

    private Dictionary<string, StoredEndpoint> _decoded = new(StringComparer.Ordinal);
    private bool _warned;
    private long _readAt;
    private volatile bool _anyUnreadable;
    private volatile bool _anyFormer;

    /// <summary>Whether unreadable secrets have waited long enough to be tried again.</summary>
    internal bool ShouldReadAgain => _anyUnreadable && timeProvider.GetElapsedTime(Volatile.Read(ref _readAt)) >= TryAgainAfter;

    /// <summary>Whether any secret is kept plain or with a former key although a current one is there.</summary>
    internal bool HaveFormer => _anyFormer;

    internal async ValueTask<List<WebhookEndpoint>> ReadAsync(IEndpointStore store, CancellationToken cancellationToken)
    {
        var documents = await store.LoadEndpointsAsync(cancellationToken).ConfigureAwait(false);
        var decoded = new Dictionary<string, StoredEndpoint>(documents.Count, StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var known = _decoded.GetValueOrDefault(document.EndpointId);
            if (await DecodeAsync(document, known is not null && known.IsOf(document) ? known : null, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                decoded.Add(document.EndpointId, stored);
            }
        }

        _decoded = decoded;
        _anyUnreadable = decoded.Values.Any(stored => stored.Endpoint.Unreadable is not null);
        _anyFormer = decoded.Values.Any(stored => !stored.IsCurrent);
        Volatile.Write(ref _readAt, timeProvider.GetTimestamp());
        WarnOfPlain(documents.Count);
        return [.. decoded.Values.Select(stored => stored.Endpoint)];
    }

    private async ValueTask<StoredEndpoint?> DecodeAsync(EndpointDocument document, StoredEndpoint? known, CancellationToken cancellationToken)
    {
        if (known is { Endpoint.Unreadable: null })
        {
            return known;
        }

        try
        {
            var stored = await codec.DecodeAsync(document, cancellationToken).ConfigureAwait(false);
            if (stored.Endpoint.Unreadable is { } unreadable && known is null)
            {
                Log.SecretsUnreadable(logger, document.EndpointId, unreadable.Fault);
            }

            // The same object while nothing has changed, so that nothing that was prepared from it is made again.
            return known is not null && string.Equals(stored.Endpoint.Unreadable?.Fault, known.Endpoint.Unreadable?.Fault, StringComparison.Ordinal) ? known : stored;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            // Its deliveries wait: an endpoint that cannot be read costs no attempts.
            Log.Unreadable(logger, document.EndpointId, exception);
            return null;
        }
    }

    private void WarnOfPlain(int count)
    {
        if (!_warned && count > 0 && protection.Protector is null)
        {
            Log.StoredAsTheyAre(logger, count);
        }

        _warned = true;
    }

    private static partial class Log
    {
        [LoggerMessage(1501, LogLevel.Error, "The stored endpoint {EndpointId} cannot be read. Its deliveries wait until it is saved again.")]
        internal static partial void Unreadable(ILogger logger, string endpointId, Exception exception);

        [LoggerMessage(1503, LogLevel.Error, "The secrets of the stored endpoint {EndpointId} cannot be read, it is misconfigured: {Fault} Its deliveries wait and no attempt is spent; it is tried again every minute.")]
        internal static partial void SecretsUnreadable(ILogger logger, string endpointId, string fault);

        [LoggerMessage(1504, LogLevel.Warning, "The secrets of {Count} stored endpoints are kept as they are, because no key is configured. Call ProtectSecrets or set WebhookDispatch:Secrets:Keys to encrypt them.")]
        internal static partial void StoredAsTheyAre(ILogger logger, int count);
    }
}
