using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Dispatching;

/// <summary>In a process that only publishes: takes over what other processes change about endpoints. Where deliveries are claimed the loop does it.</summary>
internal sealed class EndpointWatch(
    EndpointDirectory directory, WakeSignal wake, DispatchingOptions options, DispatchHealth health, RandomSource random, TimeProvider timeProvider, ILogger logger)
{
    private readonly StoreBackoff _backoff = new(health, random, logger);

    internal async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(options.PollInterval, stopping).ConfigureAwait(false);
                await directory.RefreshAsync(stopping).ConfigureAwait(false);
                _backoff.Worked();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                await Task.Delay(_backoff.Failed(exception), timeProvider, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
