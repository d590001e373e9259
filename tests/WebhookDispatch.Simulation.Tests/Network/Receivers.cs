using System.Net;
using System.Net.Http.Headers;
using WebhookDispatch.Signing;
using WebhookDispatch.Simulation.Tests.Checking;

namespace WebhookDispatch.Simulation.Tests.Network;

/// <summary>Every receiver and the network between: takes requests, and says so in the ledger.</summary>
internal sealed class Receivers(World world, Ledger ledger, LifeClock storeClock)
{
    private readonly Dictionary<string, Mood> _moods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<WebhookSecret>> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Life, string EndpointId), int> _inFlight = [];
    private int _exchanges;

    /// <summary>The most requests that one process had in flight to one endpoint.</summary>
    internal int MostInFlight { get; private set; }

    internal void Set(string endpointId, Mood mood) => _moods[endpointId] = mood;

    /// <summary>A receiver knows every secret that it was given, as one that rotates does.</summary>
    internal void Trust(string endpointId, WebhookSecret secret)
    {
        if (!_secrets.TryGetValue(endpointId, out var secrets))
        {
            _secrets.Add(endpointId, secrets = []);
        }

        secrets.Add(secret);
    }

    internal void Cease()
    {
        foreach (var endpointId in _moods.Keys.ToList())
        {
            _moods[endpointId] = Mood.Well;
        }
    }

    internal async Task<HttpResponseMessage> SendAsync(Life life, DateTimeOffset wallClock, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var endpointId = request.RequestUri!.Host.Split('.')[0];
        var number = ++_exchanges;
        ledger.Add(Read(number, endpointId, wallClock, request) with { Life = life.Name });
        var key = (life.Name, endpointId);
        _inFlight[key] = _inFlight.GetValueOrDefault(key) + 1;
        MostInFlight = Math.Max(MostInFlight, _inFlight[key]);
        try
        {
            return await TravelAsync(life, number, Exchange.Of(world, _moods.GetValueOrDefault(endpointId)), cancellationToken);
        }
        finally
        {
            _inFlight[key]--;
        }
    }

    private Task<HttpResponseMessage> TravelAsync(Life life, int number, Exchange exchange, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        cancellationToken.UnsafeRegister(_ => answer.TrySetCanceled(cancellationToken), null);

        // A request that was cut off may arrive all the same, and one of a dead process, too.
        world.At(exchange.Out, null, () =>
        {
            if (exchange.Arrives)
            {
                ledger.Add(new Entry.Received(world.Elapsed, number, exchange.Status));
            }

            if (exchange.Status != 0 || !exchange.Returns)
            {
                world.At(exchange.Back, null, () => Return(life, number, exchange, answer));
            }
        });
        return answer.Task;
    }

    private void Return(Life life, int number, Exchange exchange, TaskCompletionSource<HttpResponseMessage> answer)
    {
        if (!exchange.Returns)
        {
            answer.TrySetException(new HttpRequestException(HttpRequestError.ResponseEnded, "Simulated: the connection broke."));
            return;
        }

        var response = new HttpResponseMessage((HttpStatusCode)exchange.Status) { Content = new ByteArrayContent([]) };
        response.Headers.RetryAfter = exchange.RetryAfter is { } wait ? new RetryConditionHeaderValue(wait) : null;
        if (!life.IsDead && answer.TrySetResult(response))
        {
            ledger.Add(new Entry.Answered(world.Elapsed, number, exchange.Status) { Life = life.Name });
        }
    }

    private Entry.Sent Read(int number, string endpointId, DateTimeOffset wallClock, HttpRequestMessage request)
    {
        using var copy = new MemoryStream();
        request.Content!.CopyTo(copy, null, CancellationToken.None);
        var body = copy.ToArray();
        var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        var timestamp = DateTimeOffset.FromUnixTimeSeconds(long.Parse(headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture));
        return new Entry.Sent(
            world.Elapsed, storeClock.GetUtcNow(), number, headers["webhook-id"], endpointId, body, IsSigned(endpointId, headers, body), timestamp, wallClock);
    }

    private bool IsSigned(string endpointId, Dictionary<string, string> headers, byte[] body)
    {
        var signatures = headers["webhook-signature"].Split(' ');
        var timestamp = long.Parse(headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture);
        return _secrets[endpointId].Any(secret =>
            signatures.Contains(new WebhookSigner(WebhookScheme.Standard, secret).Sign(headers["webhook-id"], timestamp, body), StringComparer.Ordinal));
    }
}
