using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>What the tests need of WireMock's admin API: stubs with scenarios and faults, and the request journal.</summary>
public sealed class WireMockServer(Uri url) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
    };

    private readonly HttpClient _admin = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url, "/__admin/") };

    public Uri Url { get; } = url;

    public async Task EnsureHealthyAsync()
    {
        using var response = await _admin.GetAsync("health", TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Adds a stub; of several that fit a request, the newest answers.</summary>
    public async Task AddAsync(Stub stub)
    {
        using var response = await _admin.PostAsJsonAsync("mappings", stub, Json, TestContext.Current.CancellationToken);
        await EnsureSuccessAsync(response);
    }

    /// <summary>The requests that reached a path, oldest first, whether a stub answered them or not.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> FindRequestsAsync(string path)
    {
        using var response = await _admin.PostAsJsonAsync("requests/find", new { urlPath = path }, Json, TestContext.Current.CancellationToken);
        await EnsureSuccessAsync(response);
        var found = await response.Content.ReadFromJsonAsync<FoundRequests>(Json, TestContext.Current.CancellationToken);
        return [.. found!.Requests.Select((request, index) => request.ToReceived(index + 1))];
    }

    public void Dispose() => _admin.Dispose();

    private static async Task EnsureSuccessAsync(HttpResponseMessage response) =>
        Assert.True(response.IsSuccessStatusCode, $"WireMock answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");

    private sealed record FoundRequests(IReadOnlyList<JournalRequest> Requests);
}
