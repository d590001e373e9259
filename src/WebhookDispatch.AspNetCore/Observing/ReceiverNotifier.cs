using Microsoft.Extensions.Logging;

namespace WebhookDispatch.AspNetCore.Observing;

/// <summary>Tells every observer, waits for none, and logs what they throw.</summary>
internal sealed partial class ReceiverNotifier(IEnumerable<IWebhookReceiverObserver> observers, ILogger<ReceiverNotifier> logger)
{
    private readonly IWebhookReceiverObserver[] _observers = [.. observers];

    public bool HasObservers => _observers.Length > 0;

    public void Notify<TState>(TState state, Func<IWebhookReceiverObserver, TState, ValueTask> tell)
    {
        foreach (var observer in _observers)
        {
            _ = TellAsync(observer, state, tell);
        }
    }

    private async Task TellAsync<TState>(IWebhookReceiverObserver observer, TState state, Func<IWebhookReceiverObserver, TState, ValueTask> tell)
    {
        try
        {
            await tell(observer, state).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.ObserverFailed(logger, observer.GetType().Name, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Error, "The observer {Observer} of received webhooks threw. No answer is affected.")]
        internal static partial void ObserverFailed(ILogger logger, string observer, Exception exception);
    }
}
