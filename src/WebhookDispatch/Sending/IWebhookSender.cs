using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;

namespace WebhookDispatch.Sending;

/// <summary>
/// Sends an event now, inside the caller's await: signed, with a deadline for each attempt, retried, circuit-broken per
/// endpoint. What is given up goes to the dead-letter store. Needs no storage, and keeps nothing of a send that has not ended
/// when the process does: use <c>IWebhookPublisher</c> where an event may not be lost.
/// </summary>
public interface IWebhookSender
{
    /// <summary>Sends an event to an endpoint.</summary>
    /// <param name="endpoint">Where to send it. Checked before anything is sent.</param>
    /// <param name="webhookEvent">What to send.</param>
    /// <param name="cancellationToken">Stops the sending, between or within attempts. Nothing is dead-lettered then.</param>
    /// <returns>Whether it was delivered, and every attempt.</returns>
    /// <exception cref="InvalidEndpointException">The endpoint cannot be used as it is given; nothing was sent.</exception>
    /// <exception cref="PayloadTooLargeException">The event's body is over <c>Sending.MaxPayloadBytes</c>; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    ValueTask<WebhookSendResult> SendAsync(WebhookEndpoint endpoint, WebhookEvent webhookEvent, CancellationToken cancellationToken = default);

    /// <summary>Sends an event to an endpoint that was registered with <c>AddEndpoint</c>; with a store, also to one of configuration or of the store that belongs to no tenant.</summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="webhookEvent">What to send.</param>
    /// <param name="cancellationToken">Stops the sending, between or within attempts. Nothing is dead-lettered then.</param>
    /// <returns>Whether it was delivered, and every attempt.</returns>
    /// <exception cref="UnknownEndpointException">No such endpoint is known; nothing was sent.</exception>
    /// <exception cref="PayloadTooLargeException">The event's body is over <c>Sending.MaxPayloadBytes</c>; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    ValueTask<WebhookSendResult> SendAsync(string endpointId, WebhookEvent webhookEvent, CancellationToken cancellationToken = default);
}
