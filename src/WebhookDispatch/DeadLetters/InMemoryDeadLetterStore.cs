using Microsoft.Extensions.Logging;

namespace WebhookDispatch.DeadLetters;

/// <summary>Keeps the newest dead letters in memory, and says so when one has to go.</summary>
internal sealed partial class InMemoryDeadLetterStore(DeadLetterOptions options, ILogger<InMemoryDeadLetterStore> logger) : IDeadLetterStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeadLetter> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _oldestFirst = [];

    public ValueTask StoreAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        DeadLetter? dropped = null;
        lock (_gate)
        {
            if (!_byId.ContainsKey(deadLetter.Id))
            {
                if (_byId.Count == options.MemoryCapacity)
                {
                    _byId.Remove(_oldestFirst.First!.Value, out dropped);
                    _oldestFirst.RemoveFirst();
                }

                _oldestFirst.AddLast(deadLetter.Id);
            }

            _byId[deadLetter.Id] = deadLetter;
        }

        if (dropped is not null)
        {
            Log.Full(logger, options.MemoryCapacity, dropped.Event.Id, dropped.Event.Type, dropped.EndpointId);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<DeadLetter?> GetAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_byId.GetValueOrDefault(id));
        }
    }

    public IAsyncEnumerable<DeadLetter> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _oldestFirst.Select(id => _byId[id]).Where(filter.Matches).ToList().ToAsyncEnumerable();
        }
    }

    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_byId.Remove(id) && _oldestFirst.Remove(id));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Error,
            "The in-memory dead-letter store is full ({Capacity}): event {EventId} ({EventType}) to endpoint {EndpointId} was dropped. Register an IDeadLetterStore that keeps dead letters on disk, or raise DeadLetters.MemoryCapacity.")]
        internal static partial void Full(ILogger logger, int capacity, string eventId, string eventType, string endpointId);
    }
}
