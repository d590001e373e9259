using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Operating;

/// <summary>Endpoints, as an operator or a tenant's page manages them.</summary>
internal sealed class WebhookEndpoints(
    EndpointDirectory directory, EndpointEditor editor, SecretRenewal secrets, ActiveEndpoints active, AttemptSender attempts, TimeProvider timeProvider)
    : IWebhookEndpoints
{
    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    public ValueTask AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return editor.AddAsync(endpoint, cancellationToken);
    }

    public ValueTask<WebhookEndpoint> UpdateAsync(
        string endpointId, Func<WebhookEndpoint, WebhookEndpoint> change, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        ArgumentNullException.ThrowIfNull(change);
        return editor.ChangeAsync(tenant, endpointId, found => change(found) with { Id = found.Id, Tenant = found.Tenant }, cancellationToken);
    }

    public async ValueTask DisableAsync(string endpointId, string reason, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        await UpdateAsync(endpointId, found => found with { IsEnabled = false, DisabledReason = reason }, tenant, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask EnableAsync(string endpointId, string tenant = "", CancellationToken cancellationToken = default) =>
        await UpdateAsync(endpointId, found => found with { IsEnabled = true, DisabledReason = null }, tenant, cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> DeleteAsync(string endpointId, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        return editor.DeleteAsync(tenant, endpointId, cancellationToken);
    }

    public async ValueTask<WebhookSecret> RotateSecretAsync(
        string endpointId, WebhookSecret? secret = null, TimeSpan? overlap = null, string tenant = "", CancellationToken cancellationToken = default)
    {
        if (overlap < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(overlap), overlap, "The overlap is negative; give zero or more.");
        }

        var current = secret ?? WebhookSecret.Generate();
        var now = timeProvider.GetUtcNow();
        var end = now + (overlap ?? DefaultOverlap);
        await UpdateAsync(
            endpointId,
            found => found with
            {
                Secrets =
                [
                    current,
                    .. found.Secrets.Select(former => former with { ExpiresAt = former.ExpiresAt < end ? former.ExpiresAt : end }).Where(former => former.ExpiresAt > now),
                ],
            },
            tenant,
            cancellationToken).ConfigureAwait(false);
        return current;
    }

    public ValueTask<SecretRenewalResult> ProtectSecretsAsync(CancellationToken cancellationToken = default) => secrets.RunAsync(cancellationToken);

    public async ValueTask<WebhookEndpoint?> FindAsync(string endpointId, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        var snapshot = await directory.GetAsync(cancellationToken).ConfigureAwait(false);
        return snapshot.Find(endpointId) is { } found && string.Equals(found.Tenant, tenant, StringComparison.Ordinal) ? found : null;
    }

    public async ValueTask<IReadOnlyList<WebhookEndpoint>> ListAsync(string tenant = "", CancellationToken cancellationToken = default)
    {
        var snapshot = await directory.GetAsync(cancellationToken).ConfigureAwait(false);
        return [.. snapshot.All
            .Where(endpoint => string.Equals(endpoint.Tenant, tenant, StringComparison.Ordinal))
            .OrderBy(endpoint => endpoint.Id, StringComparer.Ordinal)];
    }

    public async ValueTask<DeliveryAttempt> SendTestEventAsync(
        string endpointId, WebhookEvent? webhookEvent = null, string tenant = "", CancellationToken cancellationToken = default)
    {
        var endpoint = await FindAsync(endpointId, tenant, cancellationToken).ConfigureAwait(false) ?? throw new UnknownEndpointException(endpointId);
        var test = webhookEvent ?? WebhookEvent.FromBytes("webhook_dispatch.test", """{"test":true}"""u8, timeProvider: timeProvider);
        return await attempts.SendAsync(active.Get(endpoint).Prepared, test, 1, cancellationToken).ConfigureAwait(false);
    }
}
