using System.Text;
using WebhookDispatch.AspNetCore.Handling;

namespace Receiver;

/// <summary>What arrived, oldest first, as much as memory is meant to hold. Knows an event that came before by its id.</summary>
internal sealed class Arrivals(ReceiverArguments arguments, TimeProvider timeProvider)
{
    private const long MaxCharacters = 128 * 1024 * 1024;
    private const int PerArrival = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Arrival> _arrivals = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly string[] _signatureHeaders = [.. arguments.Schemes.Select(scheme => scheme.SignatureHeader)];
    private long _characters;

    public Arrival Add(ReceivedWebhook webhook)
    {
        var shown = webhook.Headers
            .Where(header => !_signatureHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value);
        var body = Encoding.UTF8.GetString(webhook.Body.Span);
        lock (_gate)
        {
            var duplicate = !_ids.Add(webhook.Id);
            var arrival = new Arrival(webhook.Id, webhook.Type, duplicate, timeProvider.GetUtcNow(), shown, body);
            _arrivals.Enqueue(arrival);
            _characters += arrival.Body.Length + PerArrival;
            while (_characters > MaxCharacters)
            {
                Forget(_arrivals.Dequeue());
            }

            return arrival;
        }
    }

    public IReadOnlyList<Arrival> List()
    {
        lock (_gate)
        {
            return [.. _arrivals];
        }
    }

    private void Forget(Arrival arrival)
    {
        _characters -= arrival.Body.Length + PerArrival;
        if (!arrival.Duplicate)
        {
            _ids.Remove(arrival.Id);
        }
    }
}
