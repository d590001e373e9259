namespace WebhookDispatch.Observing;

/// <summary>One thing that observers are told.</summary>
internal abstract class Notice
{
    // What an observer logs or traces belongs to the activity that it was told in.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    internal Task TellAsync(IWebhookObserver observer)
    {
        var telling = new Telling(this, observer);
        if (_context is null)
        {
            telling.Run();
        }
        else
        {
            ExecutionContext.Run(_context, static state => ((Telling)state!).Run(), telling);
        }

        return telling.Told;
    }

    protected abstract ValueTask TellHereAsync(IWebhookObserver observer);

    private sealed class Telling(Notice notice, IWebhookObserver observer)
    {
        internal Task Told { get; private set; } = Task.CompletedTask;

        internal void Run() => Told = notice.TellHereAsync(observer).AsTask();
    }
}

/// <summary>A notice with what it says.</summary>
internal sealed class Notice<TState>(TState state, Func<IWebhookObserver, TState, ValueTask> tell) : Notice
{
    protected override ValueTask TellHereAsync(IWebhookObserver observer) => tell(observer, state);
}
