using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Publishing;
using WebhookDispatch.Tenants;

namespace WebhookDispatch.Maintenance;

/// <summary>Disables an endpoint that is gone or long dead, and publishes that it did.</summary>
internal sealed partial class EndpointDisabler(
    EndpointDirectory directory, EndpointEditor editor, Lazy<IWebhookPublisher> publisher, TimeProvider timeProvider, ILogger<EndpointDisabler> logger)
{
    internal async ValueTask DisableAsync(string endpointId, string reason)
    {
        if (directory.Snapshot.Find(endpointId) is not { IsEnabled: true } endpoint)
        {
            return;
        }

        try
        {
            if (directory.IsFixed(endpointId))
            {
                directory.DisableUntilRestart(endpointId, reason);
            }
            else
            {
                var isOurs = false;
                await editor.ChangeAsync(
                    endpoint.Tenant,
                    endpointId,
                    found =>
                    {
                        isOurs = found.IsEnabled;
                        return isOurs ? found with { IsEnabled = false, DisabledReason = reason } : found;
                    },
                    CancellationToken.None).ConfigureAwait(false);
                if (!isOurs)
                {
                    // Another process came first, and has said so.
                    return;
                }
            }

            Log.Disabled(logger, endpointId, reason);
            var disabled = OperationalEvent.EndpointDisabled(endpointId, reason, timeProvider);
            await publisher.Value.PublishAsync(disabled, new PublishOptions { Tenant = endpoint.Tenant }).ConfigureAwait(false);
        }
        catch (TenantQuotaExceededException exception)
        {
            // It is disabled all the same; only the event about it has no room.
            Log.NotPublished(logger, endpointId, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ArgumentException)
        {
            Log.NotDisabled(logger, endpointId, reason, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "Endpoint {EndpointId} is disabled: {Reason}. Its deliveries wait until it is enabled.")]
        internal static partial void Disabled(ILogger logger, string endpointId, string reason);

        [LoggerMessage(2003, LogLevel.Warning, "The event that endpoint {EndpointId} is disabled was not published: {Fault}")]
        internal static partial void NotPublished(ILogger logger, string endpointId, string fault);

        [LoggerMessage(2002, LogLevel.Error, "Endpoint {EndpointId} should be disabled ({Reason}) and could not be.")]
        internal static partial void NotDisabled(ILogger logger, string endpointId, string reason, Exception exception);
    }
}
