namespace Trigger;

/// <summary>Sends an event at a steady pace. One that takes longer than the pace delays the next, so that a slow receiver is not piled up on.</summary>
internal sealed class TriggerTimer(TriggerSender sender, TriggerArguments arguments, TimeProvider timeProvider) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(arguments.Every, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await sender.SendAsync("timer", stoppingToken);
        }
    }
}
