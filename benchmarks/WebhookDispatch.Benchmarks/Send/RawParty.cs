using System.Net.Http.Headers;
using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Send;

/// <summary>The limit: a POST with <see cref="HttpClient"/>, unsigned and without any of what a webhook needs.</summary>
/// <param name="url">Where it is sent.</param>
/// <param name="body">What.</param>
/// <param name="mostConnections">How many at once; the others wait for one.</param>
internal sealed class RawParty(Uri url, byte[] body, int mostConnections = int.MaxValue) : IParty, IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // As "new HttpClient()" is on a machine without proxy variables.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = mostConnections });

    public string Name => "raw";

    public async Task DriveAsync(Worker worker)
    {
        // Not by way of PostAsync: all is compared with this, and another state machine for each request would slow it.
        while (worker.Next())
        {
            using var request = MakeRequest();
            using var response = await _client.SendAsync(request);
            worker.Record(response.IsSuccessStatusCode);
        }
    }

    /// <param name="id">Tells the receiver's board which request it is.</param>
    public async Task<bool> PostAsync(string id)
    {
        using var request = MakeRequest();
        request.Headers.Add("webhook-id", id);
        using var response = await _client.SendAsync(request);
        return response.IsSuccessStatusCode;
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage MakeRequest() => new(HttpMethod.Post, url) { Content = new ByteArrayContent(body) { Headers = { ContentType = Json } } };
}
