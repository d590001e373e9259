using System.Threading.Channels;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>Sees what observers of an inbox see, and lets a test wait for it.</summary>
internal sealed class InboxWitness : IWebhookObserver
{
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

    public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) =>
        _seen.Writer.WriteAsync($"{endpointId} {webhookEvent.Id} {attempt.Outcome}");

    public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => _seen.Writer.WriteAsync($"{webhookEvent.Id} handled");

    public ValueTask OnDeadLettered(DeadLetter deadLetter) => _seen.Writer.WriteAsync($"{deadLetter.Event.Id} dead: {deadLetter.Reason}");

    public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration) => _seen.Writer.WriteAsync($"{endpointId} open");

    public ValueTask OnCircuitClosed(string endpointId) => _seen.Writer.WriteAsync($"{endpointId} closed");

    /// <summary>Waits until this has been seen; what comes before it is passed over.</summary>
    internal async Task WhenAsync(string seen)
    {
        while (await _seen.Reader.ReadAsync(Patience.Token) != seen)
        {
        }
    }
}
