using System.Threading.Channels;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>Keeps what it is told, in order, as the name of the hook and its arguments.</summary>
internal sealed class RecordingObserver : IWebhookObserver
{
    private readonly Channel<Told> _told = Channel.CreateUnbounded<Told>();

    /// <summary>The next thing it was told.</summary>
    internal ValueTask<Told> NextAsync() => _told.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The next time it was told by this hook; what comes before is passed over.</summary>
    internal async Task<object[]> NextAsync(string hook)
    {
        while (true)
        {
            var told = await NextAsync();
            if (told.Hook == hook)
            {
                return told.Arguments;
            }
        }
    }

    public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => Tell(nameof(OnAttempt), endpointId, webhookEvent, attempt);

    public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => Tell(nameof(OnDelivered), endpointId, webhookEvent, attempt);

    public ValueTask OnDeadLettered(DeadLetter deadLetter) => Tell(nameof(OnDeadLettered), deadLetter);

    public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration) => Tell(nameof(OnCircuitOpened), endpointId, breakDuration);

    public ValueTask OnCircuitClosed(string endpointId) => Tell(nameof(OnCircuitClosed), endpointId);

    private ValueTask Tell(string hook, params object[] arguments) => _told.Writer.WriteAsync(new Told(hook, arguments));

    internal sealed record Told(string Hook, object[] Arguments);
}
