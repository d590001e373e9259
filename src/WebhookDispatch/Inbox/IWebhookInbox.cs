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
    /// <exception cref="ArgumentException">The name is empty, longer than 128 characters, or taken.</exception>
    void AddReceiver(InboxReceiver receiver);

    /// <summary>Takes an event whose signature was checked. What it returns is the answer to the sender; it throws only for misuse.</summary>
    /// <param name="received">The event.</param>
    /// <param name="cancellationToken">Stops waiting; what was stored by then is handled all the same.</param>
    /// <exception cref="ArgumentException">The event's receiver was not added, or its source is longer than 128 characters.</exception>
    ValueTask<InboxReceipt> ReceiveAsync(InboxEvent received, CancellationToken cancellationToken = default);

    /// <summary>What happened to one event: the event with its exact bytes, and every run of its handler.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="eventId">The id its sender gave it.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The event, or <see langword="null"/> when none of that id is remembered.</returns>
    ValueTask<EventHistory?> FindAsync(string source, string eventId, CancellationToken cancellationToken = default);

    /// <summary>Has an event handled again whose handler gave up, or that was cancelled. One that was handled is left alone.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="eventId">The id its sender gave it.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it will be handled.</returns>
    ValueTask<bool> ReplayAsync(string source, string eventId, CancellationToken cancellationToken = default);
}
