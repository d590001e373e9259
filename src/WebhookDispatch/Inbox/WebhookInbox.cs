using System.Data.Common;
using WebhookDispatch.Events;
using WebhookDispatch.Operating;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox;

/// <summary>What applications see of an inbox.</summary>
internal sealed class WebhookInbox(InboxIntake intake, InboxReceivers receivers, IWebhookDeliveries deliveries) : IWebhookInbox
{
    public IWebhookDeliveries Deliveries => deliveries;

    public void AddReceiver(InboxReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receivers.Add(receiver);
    }

    public ValueTask<InboxReceipt> ReceiveAsync(InboxEvent received, CancellationToken cancellationToken = default)
    {
        ThrowIfUnfit(received);
        var receiver = receivers.Get(received.Receiver)
            ?? throw new ArgumentException($"The inbox has no receiver '{received.Receiver}'; add it with AddReceiver first.", nameof(received));
        return intake.ReceiveAsync(receiver, received, SourceOf(received), cancellationToken);
    }

    public ValueTask<InboxReceipt> ReceiveAsync(InboxEvent received, DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        ThrowIfUnfit(received);
        ArgumentNullException.ThrowIfNull(transaction);
        return intake.RecordAsync(received, SourceOf(received), transaction, cancellationToken);
    }

    public async ValueTask<EventHistory?> FindAsync(string source, string eventId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(eventId);
        return InboxName.OfId(eventId) is { } id ? await deliveries.FindEventAsync(id, source, cancellationToken).ConfigureAwait(false) : null;
    }

    public async ValueTask<bool> ReplayAsync(string source, string eventId, bool evenIfHandled = false, CancellationToken cancellationToken = default) =>
        await FindAsync(source, eventId, cancellationToken).ConfigureAwait(false) is { Deliveries: [var found, ..] }
        && await deliveries.ReplayAsync(found.Delivery.DeliveryId, source, evenIfHandled, cancellationToken).ConfigureAwait(false);

    private static void ThrowIfUnfit(InboxEvent received)
    {
        ArgumentNullException.ThrowIfNull(received);
        if (received.HeaderLines.AsSpan().ContainsAny('\0', '\r'))
        {
            throw new ArgumentException("HeaderLines holds a carriage return or a zero character. Join lines of 'Name: value' by a line feed.", nameof(received));
        }
    }

    private static string SourceOf(InboxEvent received) =>
        (received.Source ?? received.Receiver) is { Length: >= 1 and <= InboxReceivers.MaxNameLength } source && StorableText.Is(source)
            ? source
            : throw new ArgumentException(
                $"The source is empty, longer than {InboxReceivers.MaxNameLength} characters, or holds U+0000 or half of a surrogate pair.", nameof(received));
}
