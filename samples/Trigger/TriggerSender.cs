using System.Security.Cryptography;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;

namespace Trigger;

/// <summary>Sends an event with the time and a random value, and says what came of it.</summary>
internal sealed class TriggerSender(IWebhookSender sender, WebhookEndpoint endpoint, TimeProvider timeProvider)
{
    public const string EventType = "trigger.fired";

    public async Task<TriggerReport> SendAsync(string by, CancellationToken cancellationToken)
    {
        var fired = new TriggerData(timeProvider.GetUtcNow(), RandomNumberGenerator.GetInt32(1, 101), by);
        var webhookEvent = WebhookEvent.Create(EventType, fired, TriggerJson.Default.TriggerData, timeProvider: timeProvider);
        var result = await sender.SendAsync(endpoint, webhookEvent, cancellationToken);
        var last = result.Attempts.Count > 0 ? result.Attempts[^1] : null;
        var report = new TriggerReport(
            result.EventId, fired.Value, by, result.Delivered, last?.StatusCode, last?.Outcome ?? $"{result.Reason}", result.Attempts.Count);
        Console.WriteLine($"{report.EventId} {report.Value} by {by}: {report.Outcome} after {report.Attempts} attempts");
        return report;
    }
}
