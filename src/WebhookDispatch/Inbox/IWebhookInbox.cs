using System.Data.Common;
using WebhookDispatch.Operating;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox;

/// <summary>
/// Stores every event that arrives once, by source and id, and has it handled. <c>MapWebhooks</c> calls it for requests; call it
/// yourself for events that come another way.
/// </summary>
public interface IWebhookInbox
{
    /// <summary>
    /// What arrived, as deliveries: list, count, cancel, replay by filter. A delivery's tenant is the source, its endpoint the receiver.
    /// Characters that an event id or type of this library cannot hold are written as <c>-x2F-</c>, their code in hexadecimal.
    /// </summary>
    IWebhookDeliveries Deliveries { get; }

    /// <summary>Adds a receiver. Events that were stored for it before this process began are handled from now on.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <exception cref="ArgumentException">The name is empty, longer than 128 characters, no text, or taken.</exception>
    /// <exception cref="InvalidOperationException">It handles inline, and <see cref="InboxOptions.Dispatching"/> is not enabled.</exception>
    /// <exception cref="TransactionRefusedException">It says <see cref="InboxReceiver.InTransaction"/>, and the store takes part in none.</exception>
    void AddReceiver(InboxReceiver receiver);

    /// <summary>Takes an event whose signature was checked. What it returns is the answer to the sender; it throws only for misuse.</summary>
    /// <param name="received">The event.</param>
    /// <param name="cancellationToken">Stops waiting; what was stored by then is handled all the same.</param>
    /// <exception cref="ArgumentException">The event's receiver was not added, its source is longer than 128 characters or no text, or its header lines hold control characters.</exception>
    ValueTask<InboxReceipt> ReceiveAsync(InboxEvent received, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores an event in a transaction of yours, in which you then handle it: event and effect commit together or not at all. It is
    /// listed as handled, without a run. Nothing of the inbox runs, and its receiver need not be added, unless the event is replayed.
    /// Needs a store in the database of the transaction, such as PostgreSQL.
    /// </summary>
    /// <param name="received">The event.</param>
    /// <param name="transaction">Yours, to commit once the event is handled, and to roll back unless the outcome is <see cref="InboxOutcome.Stored"/>.</param>
    /// <param name="cancellationToken">Stops the statement. A copy waits for the transaction of the first.</param>
    /// <returns><see cref="InboxOutcome.Stored"/> for an event to handle; otherwise <see cref="InboxOutcome.Duplicate"/>, <see cref="InboxOutcome.Clash"/> or <see cref="InboxOutcome.Malformed"/>, and nothing was stored.</returns>
    /// <exception cref="TransactionRefusedException">The store cannot write in it.</exception>
    ValueTask<InboxReceipt> ReceiveAsync(InboxEvent received, DbTransaction transaction, CancellationToken cancellationToken = default);

    /// <summary>What happened to one event: the event with its exact bytes, and every run of its handler.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="eventId">The id its sender gave it.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The event, or <see langword="null"/> when none of that id is remembered.</returns>
    ValueTask<EventHistory?> FindAsync(string source, string eventId, CancellationToken cancellationToken = default);

    /// <summary>Has an event handled again whose handler gave up, or that was cancelled; one that was handled only when asked for. For many, <see cref="Deliveries"/> replays by filter.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="eventId">The id its sender gave it.</param>
    /// <param name="evenIfHandled">
    /// Whether one that was handled runs again, too; not by default. Its effect then happens a second time, unless the handler knows the
    /// event's id. Until it has run, an inline copy from its sender is told to wait, as while any handler runs.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it will be handled.</returns>
    ValueTask<bool> ReplayAsync(string source, string eventId, bool evenIfHandled = false, CancellationToken cancellationToken = default);
}
