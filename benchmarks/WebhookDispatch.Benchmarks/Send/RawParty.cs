using System.Net.Http.Headers;
using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Send;

/// <summary>The limit: a POST with <see cref="HttpClient"/>, unsigned and without any of what a webhook needs.</summary>
internal sealed class RawParty(Uri url, byte[] body) : IParty, IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // As "new HttpClient()" is on a machine without proxy variables.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public string Name => "raw";

    public async Task DriveAsync(Worker worker)
    {
        while (worker.Next())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) { Headers = { ContentType = Json } } };
            using var response = await _client.SendAsync(request);
            worker.Record(response.IsSuccessStatusCode);
        }
    }

    public void Dispose() => _client.Dispose();
}
