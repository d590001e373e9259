using WebhookDispatch.Deliveries;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Operating;

/// <summary>
/// Manages the endpoints in the store while the application runs. A change takes effect in this process at once and in every
/// other within a second. Endpoints of code and configuration are listed and found here too, and changed only there.
/// </summary>
public interface IWebhookEndpoints
{
    /// <summary>Adds an endpoint.</summary>
    /// <param name="endpoint">The endpoint; its id must be new.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <exception cref="InvalidEndpointException">It cannot be used as it is given, or its id is in use.</exception>
    /// <exception cref="Tenants.TenantQuotaExceededException">The tenant has as many endpoints as it may have.</exception>
    ValueTask AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken = default);

    /// <summary>Changes an endpoint.</summary>
    /// <param name="endpointId">Its id.</param>
    /// <param name="change">Makes the new form of the present one. Called again when another change came first; id and tenant stay.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The new form.</returns>
    /// <exception cref="UnknownEndpointException">The tenant has no such endpoint.</exception>
    /// <exception cref="InvalidEndpointException">The new form cannot be used.</exception>
    ValueTask<WebhookEndpoint> UpdateAsync(
        string endpointId, Func<WebhookEndpoint, WebhookEndpoint> change, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>Disables an endpoint: it gets no further events, and what waits for it goes on waiting.</summary>
    /// <param name="endpointId">Its id.</param>
    /// <param name="reason">Why, for whoever looks at it later.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <exception cref="UnknownEndpointException">The tenant has no such endpoint.</exception>
    ValueTask DisableAsync(string endpointId, string reason, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>Enables an endpoint: what waited for it is sent.</summary>
    /// <param name="endpointId">Its id.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <exception cref="UnknownEndpointException">The tenant has no such endpoint.</exception>
    ValueTask EnableAsync(string endpointId, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes an endpoint; what waits for it, or comes for it later, ends as cancelled. So does within a minute what waits for
    /// an endpoint that is no longer registered anywhere.
    /// </summary>
    /// <param name="endpointId">Its id.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether there was one, or something waited for it.</returns>
    ValueTask<bool> DeleteAsync(string endpointId, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives an endpoint a new current secret. The former one goes on signing beside it for the overlap, so that the receiver
    /// can change over without losing an event.
    /// </summary>
    /// <param name="endpointId">Its id.</param>
    /// <param name="secret">The new secret; by default a generated one.</param>
    /// <param name="overlap">How long the former secret still signs; by default 24 hours. Zero ends it at once.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The new secret, to be shown once to whoever runs the receiver.</returns>
    /// <exception cref="UnknownEndpointException">The tenant has no such endpoint.</exception>
    /// <exception cref="InvalidEndpointException">There would be more than ten secrets that have not expired.</exception>
    ValueTask<WebhookSecret> RotateSecretAsync(
        string endpointId, WebhookSecret? secret = null, TimeSpan? overlap = null, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>
    /// Protects every stored secret with the current key, of all tenants: what is plain, and what a former key protects. May be
    /// called at any time and by several processes, and goes on where it was stopped. Runs in the background unless <c>Secrets.RenewInBackground</c> says no.
    /// </summary>
    /// <param name="cancellationToken">Stops; what has been protected stays so.</param>
    /// <returns>What was done. A former key may be removed when nothing is left unreadable and every process has the new one first.</returns>
    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    ValueTask<SecretRenewalResult> ProtectSecretsAsync(CancellationToken cancellationToken = default);

    /// <summary>Finds an endpoint.</summary>
    /// <param name="endpointId">Its id.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The endpoint, or <see langword="null"/> when the tenant has none of that id.</returns>
    ValueTask<WebhookEndpoint?> FindAsync(string endpointId, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>Lists a tenant's endpoints by id.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<IReadOnlyList<WebhookEndpoint>> ListAsync(string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes one attempt now, signed and guarded as any other, to show whether the endpoint works. It is neither stored nor
    /// retried, and a disabled endpoint can be tested, too.
    /// </summary>
    /// <param name="endpointId">Its id.</param>
    /// <param name="webhookEvent">What to send; by default an event of type <c>webhook_dispatch.test</c>.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="UnknownEndpointException">The tenant has no such endpoint.</exception>
    ValueTask<DeliveryAttempt> SendTestEventAsync(
        string endpointId, WebhookEvent? webhookEvent = null, string tenant = "", CancellationToken cancellationToken = default);
}
