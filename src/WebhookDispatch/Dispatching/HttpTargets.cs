using Microsoft.Extensions.Logging;
using WebhookDispatch.Attempts;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Sending;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>The endpoints of the directory, as far as they are enabled and can be used.</summary>
internal sealed partial class HttpTargets(EndpointDirectory directory, ActiveEndpoints active, AttemptSender attempts, ILogger<HttpTargets> logger)
    : IDeliveryTargets
{
    public DeliveryTarget? Find(string endpointId)
    {
        var endpoint = directory.Snapshot.Find(endpointId);
        try
        {
            return endpoint is { IsEnabled: true } ? new HttpTarget(active.Get(endpoint), attempts) : null;
        }
        catch (InvalidEndpointException exception)
        {
            Log.Misconfigured(logger, endpointId, exception.Message);
            return null;
        }
    }

    public async ValueTask<bool> IsGoneAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        if (directory.Snapshot.Find(delivery.EndpointId) is not null)
        {
            return false;
        }

        try
        {
            var wasDeleted = await directory.WasDeletedAsync(delivery.Tenant, delivery.EndpointId, cancellationToken).ConfigureAwait(false);
            if (!wasDeleted)
            {
                Log.UnknownEndpoint(logger, delivery.EndpointId);
            }

            return wasDeleted;
        }
        catch (StoreUnavailableException exception)
        {
            Log.NotAsked(logger, delivery.EndpointId, exception);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1701, LogLevel.Warning, "Deliveries wait for endpoint {EndpointId}, which is neither registered, configured nor stored. Register it again, or delete it to cancel them.")]
        internal static partial void UnknownEndpoint(ILogger logger, string endpointId);

        [LoggerMessage(1702, LogLevel.Error, "Deliveries wait for endpoint {EndpointId}, which cannot be used; no attempt is spent: {Fault}")]
        internal static partial void Misconfigured(ILogger logger, string endpointId, string fault);

        [LoggerMessage(1703, LogLevel.Warning, "Whether endpoint {EndpointId}, which is not known here, was deleted could not be read from the store. Its deliveries wait.")]
        internal static partial void NotAsked(ILogger logger, string endpointId, Exception exception);
    }
}
