using System.Text;
using System.Text.Json;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Samples;

/// <summary>The sample relay on a free port, with stores of its own.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    public const string ProviderSecret = "a text that the provider shares";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly RunningProgram _program;
    private readonly Uri _url;

    private RunningRelay(RunningProgram program, Uri url) => (_program, _url) = (program, url);

    public static async Task<RunningRelay> StartAsync(string data, RecordingReceiver? slack = null)
    {
        string[] notifications = slack is null ? [] : ["--slack-url", slack.Url.ToString()];
        var program = RunningProgram.StartSample(
            "Relay", ["--port", "0", "--data", data, "--secret", Some.SecretText, "--github-secret", ProviderSecret, "--stripe-secret", ProviderSecret, .. notifications]);
        var line = await program.LineAsync("listening on ");
        return new RunningRelay(program, new Uri(line.Split(' ')[^1]));
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string json, string contentType = "application/json")
    {
        using var content = new StringContent(json, Encoding.UTF8, contentType);
        using var answer = await _http.PostAsync(new Uri(_url, path), content, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await ReadAsync(answer));
    }

    public async Task<int> PostSignedAsync(string path, WebhookScheme scheme, WebhookSecret secret, string id, string json, params (string Name, string Value)[] headers)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_url, path)) { Content = new ByteArrayContent(body) };
        request.Headers.Add(scheme.SignatureHeader, new WebhookSigner(scheme, secret).Sign(id, now, body));
        foreach (var (name, value) in headers.Append((scheme.IdHeader ?? "webhook-id", id)).Concat(scheme.TimestampHeader is { } header ? [(header, $"{now}")] : []))
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(_url, path), TestContext.Current.CancellationToken);
        return await ReadAsync(answer);
    }

    /// <summary>Registers a client, and gives the secret it verifies with.</summary>
    public async Task<WebhookSecret> AddClientAsync(RecordingReceiver client, string eventTypes = "[]")
    {
        var (status, body) = await PostAsync("/clients", $$"""{"url":"{{client.Url}}","event_types":{{eventTypes}}}""");
        Assert.Equal(201, status);
        return WebhookSecret.Parse(body.GetProperty("secret").GetString()!);
    }

    /// <summary>A line of what it writes.</summary>
    public Task<string> LineAsync(string beginning) => _program.LineAsync(beginning);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
