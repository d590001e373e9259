namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// For endpoints whose deliveries go one by one, an id below which nothing of them waits, so that the search for the first
/// goes on where the last one ended. It may be too low, never too high: ids rise, and only a replay puts back a lower one.
/// </summary>
internal sealed class EndpointHeads
{
    private readonly Dictionary<int, long> _from = [];

    internal long From(int endpoint) => _from.GetValueOrDefault(endpoint);

    internal void Found(int endpoint, long delivery) => _from[endpoint] = delivery;

    internal void Lower(int endpoint, long delivery)
    {
        if (_from.TryGetValue(endpoint, out var from) && delivery < from)
        {
            _from[endpoint] = delivery;
        }
    }
}
