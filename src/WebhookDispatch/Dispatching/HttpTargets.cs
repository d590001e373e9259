using Microsoft.Extensions.Logging;
using WebhookDispatch.Attempts;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Sending;

namespace WebhookDispatch.Dispatching;

/// <summary>The endpoints of the directory, as far as they are enabled and can be used.</summary>
internal sealed partial class HttpTargets(EndpointDirectory directory, ActiveEndpoints active, AttemptSender attempts, ILogger<HttpTargets> logger)
    : IDeliveryTargets
{
    public DeliveryTarget? Find(string endpointId)
    {
        if (directory.Snapshot.Find(endpointId) is not { } endpoint)
        {
            Log.UnknownEndpoint(logger, endpointId);
            return null;
        }

        try
        {
            return endpoint.IsEnabled ? new HttpTarget(active.Get(endpoint), attempts) : null;
        }
        catch (InvalidEndpointException exception)
        {
            Log.Misconfigured(logger, endpoint.Id, exception.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1701, LogLevel.Warning, "Deliveries wait for endpoint {EndpointId}, which is neither registered, configured nor stored. Register it again, or delete it to cancel them.")]
        internal static partial void UnknownEndpoint(ILogger logger, string endpointId);

        [LoggerMessage(1702, LogLevel.Error, "Deliveries wait for endpoint {EndpointId}, which cannot be used; no attempt is spent: {Fault}")]
        internal static partial void Misconfigured(ILogger logger, string endpointId, string fault);
    }
}
