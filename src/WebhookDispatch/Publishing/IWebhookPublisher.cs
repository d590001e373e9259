using System.Data.Common;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Publishing;

/// <summary>
/// Publishes events durably: a call returns once the event, and one delivery for every endpoint that listens to its type,
/// survive a crash. The dispatcher, in this process or another, delivers them, for days if need be.
/// </summary>
public interface IWebhookPublisher
{
    /// <summary>Publishes one event.</summary>
    /// <param name="webhookEvent">What happened.</param>
    /// <param name="options">For whom, when and until when; by default for every listening endpoint, now, without end.</param>
    /// <param name="cancellationToken">Stops waiting only until the store has admitted the event; then its commit is awaited.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="PayloadTooLargeException">The body is over <c>Sending.MaxPayloadBytes</c>; nothing was stored.</exception>
    /// <exception cref="IdempotencyClashException">The key or the event id is in use with another body or type; nothing was stored.</exception>
    /// <exception cref="Endpoints.UnknownEndpointException"><see cref="PublishOptions.EndpointId"/> names no endpoint; nothing was stored.</exception>
    /// <exception cref="Tenants.TenantQuotaExceededException">The tenant has as much as it may have; nothing was stored.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot accept it; nothing was stored.</exception>
    ValueTask<PublishResult> PublishAsync(WebhookEvent webhookEvent, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes several events in one transaction: all or none.</summary>
    /// <param name="webhookEvents">What happened. May be empty.</param>
    /// <param name="options">For whom, when and until when; may not hold an idempotency key.</param>
    /// <param name="cancellationToken">Stops waiting only until the store has admitted the events; then their commit is awaited.</param>
    /// <returns>One result for each event, in order.</returns>
    /// <exception cref="PayloadTooLargeException">A body is over <c>Sending.MaxPayloadBytes</c>; nothing was stored.</exception>
    /// <exception cref="IdempotencyClashException">An event id is in use with another body or type. The other events are stored.</exception>
    /// <exception cref="Endpoints.UnknownEndpointException"><see cref="PublishOptions.EndpointId"/> names no endpoint; nothing was stored.</exception>
    /// <exception cref="Tenants.TenantQuotaExceededException">The tenant has as much as it may have; nothing was stored.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot accept them; nothing was stored.</exception>
    ValueTask<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes one event within a transaction of yours, of ADO.NET, Dapper or EF Core: it commits or rolls back with your rows.
    /// The store must be in the same database, which a PostgreSQL store can be.
    /// </summary>
    /// <remarks>
    /// Nothing is sent before the commit. Some 10 milliseconds after it the dispatcher of this process looks for the event; where
    /// that is missed, and in other processes, its poll finds it within <c>Dispatching.PollInterval</c>.
    /// </remarks>
    /// <param name="webhookEvent">What happened.</param>
    /// <param name="transaction">The transaction, not yet ended. You commit it.</param>
    /// <param name="options">For whom, when and until when; by default for every listening endpoint, now, without end. Times count from this call.</param>
    /// <param name="cancellationToken">Gives it up; then roll the transaction back.</param>
    /// <returns>What is stored once the transaction commits.</returns>
    /// <exception cref="TransactionRefusedException">The store cannot use this transaction; the message says why. It is left as it was.</exception>
    /// <exception cref="PayloadTooLargeException">The body is over <c>Sending.MaxPayloadBytes</c>; the transaction is left as it was.</exception>
    /// <exception cref="IdempotencyClashException">The key or the event id is in use with another body or type; the transaction can go on without the event.</exception>
    /// <exception cref="Endpoints.UnknownEndpointException"><see cref="PublishOptions.EndpointId"/> names no endpoint; the transaction is left as it was.</exception>
    /// <exception cref="Tenants.TenantQuotaExceededException">The tenant has as much as it may have; the transaction is left as it was.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot accept it; roll the transaction back.</exception>
    ValueTask<PublishResult> PublishAsync(
        WebhookEvent webhookEvent, DbTransaction transaction, PublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes several events within a transaction of yours, as <see cref="PublishAsync(WebhookEvent, DbTransaction, PublishOptions?, CancellationToken)"/> does one.</summary>
    /// <param name="webhookEvents">What happened. May be empty.</param>
    /// <param name="transaction">The transaction, not yet ended. You commit it.</param>
    /// <param name="options">For whom, when and until when; may not hold an idempotency key.</param>
    /// <param name="cancellationToken">Gives it up; then roll the transaction back.</param>
    /// <returns>One result for each event, in order.</returns>
    /// <exception cref="TransactionRefusedException">The store cannot use this transaction; the message says why. It is left as it was.</exception>
    /// <exception cref="PayloadTooLargeException">A body is over <c>Sending.MaxPayloadBytes</c>; the transaction is left as it was.</exception>
    /// <exception cref="IdempotencyClashException">An event id is in use with another body or type. The other events are in the transaction.</exception>
    /// <exception cref="Endpoints.UnknownEndpointException"><see cref="PublishOptions.EndpointId"/> names no endpoint; the transaction is left as it was.</exception>
    /// <exception cref="Tenants.TenantQuotaExceededException">The tenant has as much as it may have; the transaction is left as it was.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot accept them; roll the transaction back.</exception>
    ValueTask<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, DbTransaction transaction, PublishOptions? options = null, CancellationToken cancellationToken = default);
}
