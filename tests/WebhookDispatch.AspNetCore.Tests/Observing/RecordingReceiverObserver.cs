using System.Collections.Concurrent;
using WebhookDispatch.AspNetCore.Observing;

namespace WebhookDispatch.AspNetCore.Tests.Observing;

/// <summary>Writes down what it is told, and can throw when it has.</summary>
internal sealed class RecordingReceiverObserver(bool throws = false) : IWebhookReceiverObserver
{
    private readonly ConcurrentQueue<string> _told = new();

    public IReadOnlyList<string> Told => [.. _told];

    public ValueTask OnRejected(string receiver, int status, string reason) => Note($"rejected {receiver} {status} {reason}");

    public ValueTask OnProcessed(WebhookReceipt receipt, TimeSpan duration) => Note($"processed {receipt.Receiver} {receipt.Source} {receipt.Id} {receipt.Type} {duration}");

    public ValueTask OnFailed(WebhookReceipt receipt, string reason, Exception? exception) => Note($"failed {receipt.Id} {receipt.Type} {reason} {exception?.GetType().Name}");

    public ValueTask OnDuplicate(WebhookReceipt receipt) => Note($"duplicate {receipt.Id} {receipt.Type}");

    public ValueTask OnUnhandled(WebhookReceipt receipt) => Note($"unhandled {receipt.Id} {receipt.Type}");

    private ValueTask Note(string line)
    {
        _told.Enqueue(line);
        return throws ? throw new InvalidOperationException("cannot page anybody") : ValueTask.CompletedTask;
    }
}
