using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Dispatching;

/// <summary>In a process that only publishes: takes over what other processes change about endpoints. Where deliveries are claimed the loop does it.</summary>
internal sealed class EndpointWatch(
    EndpointDirectory directory, DispatchingOptions options, DispatchHealth health, RandomSource random, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    // One of its own: the dispatcher's is set by each publication, and there is nothing to claim here.
    private readonly WakeSignal _changed = new(timeProvider);

    private readonly StoreBackoff _backoff = new(health, random, timeProvider, logger);

    public void Dispose() => _changed.Dispose();

    /// <summary>Endpoints have changed elsewhere.</summary>
    internal void RefreshNext() => _changed.Set();

    internal async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(options.PollInterval, stopping).ConfigureAwait(false);
                await directory.RefreshAsync(stopping).ConfigureAwait(false);
                _backoff.Worked();
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // Cancelled, or the store was closed under it: there is nothing to go on with.
                return;
            }
            catch (Exception exception)
            {
                await _backoff.WaitAsync(exception, stopping).ConfigureAwait(false);
            }
        }
    }
}
