using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Programs;

/// <summary>The sample receiver on a free port, and a client that signs.</summary>
internal sealed class RunningReceiver : IAsyncDisposable
{
    public const string Name = "Receiver";

    private static int _number;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private RunningReceiver(RunningProgram program, Uri url)
    {
        Program = program;
        Url = url;
    }

    public RunningProgram Program { get; }

    public Uri Url { get; }

    public static async Task<RunningReceiver> StartAsync(params IEnumerable<string> arguments)
    {
        string[] given = [.. arguments];
        string[] port = given.Contains("--port") ? [] : ["--port", "0"];
        var program = RunningProgram.StartSample(Name, [.. port, .. given]);
        var line = await program.LineAsync("listening on ");
        return new RunningReceiver(program, new Uri(line.Split(' ')[^1]));
    }

    public Task<HttpResponseMessage> PostAsync(WebhookSecret secret, string body, WebhookScheme? scheme = null, string? id = null) =>
        PostAsync(Sign(secret, Encoding.UTF8.GetBytes(body), scheme, id));

    public Task<HttpResponseMessage> PostAsync(HttpRequestMessage request) => _http.SendAsync(request, TestContext.Current.CancellationToken);

    public HttpRequestMessage Sign(WebhookSecret secret, byte[] body, WebhookScheme? scheme = null, string? id = null, TimeSpan age = default)
    {
        scheme ??= WebhookScheme.Standard;
        id ??= $"evt_{Interlocked.Increment(ref _number)}";
        var timestamp = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add(scheme.SignatureHeader, new WebhookSigner(scheme, secret).Sign(id, timestamp, body));
        if (scheme.TimestampHeader is { } header)
        {
            request.Headers.Add(header, $"{timestamp}");
        }

        return request;
    }

    public async Task<JsonElement[]> ReceivedAsync()
    {
        using var list = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Url, "/received"), TestContext.Current.CancellationToken));
        return [.. list.RootElement.EnumerateArray().Select(arrival => arrival.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Program.DisposeAsync();
    }
}
