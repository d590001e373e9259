using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Directory;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Maintenance;

/// <summary>Once a minute: gives up what nobody sends, forgets what ended long ago, disables endpoints that only fail, and protects secrets with the current key.</summary>
internal sealed partial class UpkeepService(
    OpenStore store, RetentionOptions retention, WebhookDispatchMetrics metrics, EndpointHealth health, EndpointDisabler disabler, SecretRenewal secrets, TimeProvider timeProvider,
    ILogger<UpkeepService> logger)
    : BackgroundService
{
    private const int BatchSize = 5000;

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    // Longer than a round, so that whoever leads goes on leading.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(150);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Round, timeProvider);
        while (await WaitAsync(rounds, stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.RoundFailed(logger, exception);
            }
        }
    }

    internal async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        await JudgeEndpointsAsync(opened, cancellationToken).ConfigureAwait(false);
        await GiveUpAsync(opened, cancellationToken).ConfigureAwait(false);
        await ForgetAsync(opened, cancellationToken).ConfigureAwait(false);
        await secrets.RunInBackgroundAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask GiveUpAsync(IWebhookStore opened, CancellationToken cancellationToken)
    {
        var reason = DeliveryWords.Of(DeadLetterReason.WaitedTooLong);
        var ended = retention.Waiting == TimeSpan.Zero ? 0 : BatchSize;
        while (ended == BatchSize && await LeadsAsync(opened, cancellationToken).ConfigureAwait(false))
        {
            ended = await opened.GiveUpAsync(retention.Waiting, reason, BatchSize, cancellationToken).ConfigureAwait(false);
            if (ended > 0)
            {
                metrics.DeadLettered(reason, ended);
                Log.GivenUp(logger, ended, retention.Waiting);
            }
        }
    }

    private async ValueTask ForgetAsync(IWebhookStore opened, CancellationToken cancellationToken)
    {
        var removed = BatchSize;
        while (removed == BatchSize && await LeadsAsync(opened, cancellationToken).ConfigureAwait(false))
        {
            removed = await opened.ForgetAsync(retention.Delivered, retention.Dead, BatchSize, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> LeadsAsync(IWebhookStore opened, CancellationToken cancellationToken) =>
        opened is not IStoreLeadership shared || await shared.LeadAsync("retention", Lead, cancellationToken).ConfigureAwait(false);

    private async ValueTask JudgeEndpointsAsync(IWebhookStore opened, CancellationToken cancellationToken)
    {
        foreach (var change in health.EndRound())
        {
            await HealthNotes.AddAsync(opened, change, cancellationToken).ConfigureAwait(false);
        }

        health.TakeOver(await HealthNotes.ListAsync(opened, cancellationToken).ConfigureAwait(false));
        foreach (var endpointId in health.Overdue)
        {
            await disabler.DisableAsync(endpointId, "no_success").ConfigureAwait(false);

            // At once, so that whoever enables it again finds the count begun anew in every process.
            health.Forget(endpointId);
            await HealthNotes.AddAsync(opened, HealthChange.Success(endpointId), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer rounds, CancellationToken stoppingToken)
    {
        try
        {
            return await rounds.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2102, LogLevel.Warning, "{Count} deliveries have been due for {Waiting} and nobody sent them: they are dead with the reason waited_too_long. Enable or mend their endpoints, then replay them.")]
        internal static partial void GivenUp(ILogger logger, int count, TimeSpan waiting);

        [LoggerMessage(2101, LogLevel.Error, "A round of upkeep failed; the next one goes on where it stopped.")]
        internal static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
