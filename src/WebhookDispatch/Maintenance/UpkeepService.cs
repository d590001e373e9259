using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Maintenance;

/// <summary>Once a minute: forgets what ended long ago, disables endpoints that only fail, and protects secrets with the current key.</summary>
internal sealed partial class UpkeepService(
    OpenStore store, RetentionOptions retention, EndpointHealth health, EndpointDisabler disabler, SecretRenewal secrets, TimeProvider timeProvider,
    ILogger<UpkeepService> logger)
    : BackgroundService
{
    private const int BatchSize = 5000;
    private const string HealthNote = "health/";

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    private bool _restored;

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
        int removed;
        do
        {
            removed = await opened.ForgetAsync(retention.Delivered, retention.Dead, BatchSize, cancellationToken).ConfigureAwait(false);
        }
        while (removed == BatchSize);

        await secrets.RunInBackgroundAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask JudgeEndpointsAsync(IWebhookStore opened, CancellationToken cancellationToken)
    {
        await RestoreAsync(opened, cancellationToken).ConfigureAwait(false);
        var (changed, disable) = health.EndRound();
        foreach (var (endpointId, failures) in changed)
        {
            var key = HealthNote + endpointId;
            var text = failures is null ? null : JsonSerializer.Serialize(failures, EndpointFailuresJson.Default.EndpointFailures);
            var present = await opened.ReadNoteAsync(key, cancellationToken).ConfigureAwait(false);
            await opened.WriteNoteAsync(key, present, text, cancellationToken).ConfigureAwait(false);
        }

        foreach (var endpointId in disable)
        {
            await disabler.DisableAsync(endpointId, "no_success").ConfigureAwait(false);
            health.Forget(endpointId);
        }
    }

    private async ValueTask RestoreAsync(IWebhookStore opened, CancellationToken cancellationToken)
    {
        if (_restored)
        {
            return;
        }

        foreach (var (key, text) in await opened.ListNotesAsync(HealthNote, cancellationToken).ConfigureAwait(false))
        {
            health.Restore(key[HealthNote.Length..], JsonSerializer.Deserialize(text, EndpointFailuresJson.Default.EndpointFailures)!);
        }

        _restored = true;
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
        [LoggerMessage(2101, LogLevel.Error, "A round of upkeep failed; the next one goes on where it stopped.")]
        internal static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
