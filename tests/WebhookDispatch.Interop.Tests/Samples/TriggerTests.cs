using System.Net;
using System.Text.Json;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Samples;

public sealed class TriggerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private RecordingReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await RecordingReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_request_sends_a_signed_event_with_time_and_value_and_gets_the_status_back()
    {
        await using var trigger = Start("--every", "1h");
        var url = await UrlAsync(trigger);

        using var answer = await _http.GetAsync(url, TestContext.Current.CancellationToken);
        var request = await _receiver.NextAsync();

        using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var body = JsonDocument.Parse(request.Body);
        var data = body.RootElement.GetProperty("data");
        Assert.Equal((HttpStatusCode.OK, 200), (answer.StatusCode, report.RootElement.GetProperty("status").GetInt32()));
        Assert.Equal(request.Header("webhook-id"), report.RootElement.GetProperty("event_id").GetString());
        Assert.Equal(report.RootElement.GetProperty("value").GetInt32(), data.GetProperty("value").GetInt32());
        Assert.InRange(data.GetProperty("fired_at").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
        Assert.True(new WebhookVerifier(WebhookScheme.Standard, Some.Secret).Verify(request.Headers, request.Body).IsValid);
    }

    [Fact]
    public async Task A_refusal_comes_back_as_what_the_receiver_answered()
    {
        _receiver.AnswerWith(404);
        await using var trigger = Start("--every", "1h");

        using var answer = await _http.GetAsync(await UrlAsync(trigger), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("\"outcome\":\"http_404\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timer_sends_again_and_again()
    {
        await using var trigger = Start("--every", "20ms");

        var first = await _receiver.NextAsync();
        var second = await _receiver.NextAsync();

        Assert.NotEqual(first.Header("webhook-id"), second.Header("webhook-id"));
    }

    private RunningProgram Start(params IEnumerable<string> arguments) =>
        RunningProgram.StartSample("Trigger", ["--port", "0", "--url", _receiver.Url.ToString(), "--secret", Some.SecretText, .. arguments]);

    private static async Task<Uri> UrlAsync(RunningProgram trigger) => new((await trigger.LineAsync("listening on ")).Split(' ')[^1]);
}
