using System.Collections.Concurrent;
using System.Threading.Channels;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>A handler that does what the test says, run by run, and remembers its runs.</summary>
internal sealed class HandlerScript
{
    private readonly Channel<InboxRun> _begun = Channel.CreateUnbounded<InboxRun>();
    private readonly ConcurrentQueue<Func<InboxRun, CancellationToken, ValueTask<InboxResult>>> _next = new();

    internal ConcurrentQueue<InboxRun> Runs { get; } = new();

    internal HandlerScript Then(Func<InboxRun, CancellationToken, ValueTask<InboxResult>> run)
    {
        _next.Enqueue(run);
        return this;
    }

    internal HandlerScript ThenThrow(string message = "The ledger is closed.") => Then((_, _) => throw new InvalidOperationException(message));

    internal HandlerScript ThenReturn(InboxResult result) => Then((_, _) => ValueTask.FromResult(result));

    /// <summary>The next run ends when the gate is opened.</summary>
    internal HandlerScript ThenWait(Task gate) => Then(async (_, token) =>
    {
        await gate.WaitAsync(token);
        return InboxResult.Done;
    });

    internal ValueTask<InboxRun> NextRunAsync() => _begun.Reader.ReadAsync(Patience.Token);

    internal ValueTask<InboxResult> RunAsync(InboxRun run, CancellationToken cancellationToken)
    {
        Runs.Enqueue(run);
        _begun.Writer.TryWrite(run);
        return _next.TryDequeue(out var next) ? next(run, cancellationToken) : ValueTask.FromResult(InboxResult.Done);
    }
}
