using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A webhook signed and sent as an application does it by hand.</summary>
internal sealed class HandSigned(Uri url) : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    public async Task SendAsync(string id, string body, CancellationToken cancellationToken)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
            Headers = { { "webhook-id", id }, { "webhook-timestamp", timestamp }, { "webhook-signature", $"v1,{Convert.ToBase64String(mac)}" } },
        };
        using var response = await _client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();
}
