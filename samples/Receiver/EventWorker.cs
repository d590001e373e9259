using System.Threading.Channels;

namespace Receiver;

/// <summary>Handles events after they were acknowledged. An application would keep them in a table until this is done.</summary>
internal sealed class EventWorker(ILogger<EventWorker> logger) : BackgroundService
{
    private readonly Channel<Arrival> _waiting = Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true });

    public void Enqueue(Arrival arrival) => _waiting.Writer.TryWrite(arrival);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var arrival in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                Console.Error.WriteLine(EventHandlers.Handle(arrival));
            }
            catch (Exception exception)
            {
                // One event that cannot be handled must not end the handling of all others.
                logger.LogError(exception, "Event {Id} was not handled.", arrival.Id);
            }
        }
    }
}
