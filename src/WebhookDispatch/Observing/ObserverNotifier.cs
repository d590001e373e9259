using Microsoft.Extensions.Logging;

namespace WebhookDispatch.Observing;

/// <summary>Tells every observer, waits for none, and logs what they throw.</summary>
internal sealed partial class ObserverNotifier(IEnumerable<IWebhookObserver> observers, ILogger<ObserverNotifier> logger)
{
    private readonly IWebhookObserver[] _observers = [.. observers];

    internal bool HasObservers => _observers.Length > 0;

    internal void Notify<TState>(TState state, Func<IWebhookObserver, TState, ValueTask> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                var told = tell(observer, state);
                if (!told.IsCompletedSuccessfully)
                {
                    _ = WatchAsync(observer, told);
                }
            }
            catch (Exception exception)
            {
                Log.ObserverFailed(logger, observer.GetType().Name, exception);
            }
        }
    }

    private async Task WatchAsync(IWebhookObserver observer, ValueTask told)
    {
        try
        {
            await told.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.ObserverFailed(logger, observer.GetType().Name, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Error, "The webhook observer {Observer} threw. Deliveries are not affected.")]
        internal static partial void ObserverFailed(ILogger logger, string observer, Exception exception);
    }
}
