using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Observing;

namespace Receiver;

/// <summary>Acknowledges what was verified, leaves the work to <see cref="EventWorker"/>, and writes a line for every request.</summary>
internal sealed class Reception(Arrivals arrivals, EventWorker worker) : IWebhookReceiverObserver
{
    public Task<WebhookResult> TakeAsync(ReceivedWebhook webhook)
    {
        var arrival = arrivals.Add(webhook);
        if (!arrival.Duplicate)
        {
            worker.Enqueue(arrival);
        }

        Console.WriteLine($"{webhook.Id} {webhook.Type ?? "-"} {(arrival.Duplicate ? "duplicate" : "accepted")}");
        return Task.FromResult(WebhookResult.Accepted);
    }

    // What was refused is not shown: a stranger wrote it, and a line break in it would let them write lines of their own.
    public ValueTask OnRejected(string receiver, int status, string reason)
    {
        Console.WriteLine($"- - {Verdict(status, reason)}");
        return ValueTask.CompletedTask;
    }

    private static string Verdict(int status, string reason) => status switch
    {
        StatusCodes.Status401Unauthorized => $"refused {string.Concat(reason.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}",
        StatusCodes.Status413PayloadTooLarge => "too-large",
        _ => "malformed",
    };
}
