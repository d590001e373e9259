using System.Collections.Concurrent;
using System.Threading.Channels;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Inbox;

/// <summary>A handler that does what the test says, run by run, and remembers its runs.</summary>
internal sealed class InboxScript
{
    private readonly Channel<string> _effects = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<Func<ReceivedWebhook, Task<WebhookResult>>> _next = new();

    public ConcurrentQueue<string> Begun { get; } = new();

    public ConcurrentQueue<string> Effects { get; } = new();

    public InboxScript Then(Func<ReceivedWebhook, Task<WebhookResult>> run)
    {
        _next.Enqueue(run);
        return this;
    }

    public InboxScript Then(WebhookResult result) => Then(_ => Task.FromResult(result));

    public ValueTask<string> NextEffectAsync() => _effects.Reader.ReadAsync(Patience.Token);

    public async Task<WebhookResult> RunAsync(ReceivedWebhook webhook)
    {
        Begun.Enqueue(webhook.Id);
        var result = _next.TryDequeue(out var next) ? await next(webhook) : WebhookResult.Done;
        if (result == WebhookResult.Done)
        {
            Effects.Enqueue(webhook.Id);
            _effects.Writer.TryWrite(webhook.Id);
        }

        return result;
    }
}
