using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;

namespace ConsoleSender;

/// <summary>Prints each attempt as it ends.</summary>
internal sealed class AttemptLines : IWebhookObserver
{
    public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt)
    {
        Console.WriteLine($"{webhookEvent.Id} attempt {attempt.Number} {attempt.Outcome} {attempt.Duration.TotalMilliseconds:0} ms");
        return ValueTask.CompletedTask;
    }

    public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration)
    {
        Console.Error.WriteLine($"The circuit is open: nothing is sent for {breakDuration.TotalSeconds:0} s.");
        return ValueTask.CompletedTask;
    }
}
