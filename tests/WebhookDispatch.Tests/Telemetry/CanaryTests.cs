using System.Text;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Telemetry;

/// <summary>
/// Plants marked secrets wherever an application may have one, goes every way a delivery can go, and looks for the marks in
/// all that leaves the library but the request itself.
/// </summary>
public sealed class CanaryTests
{
    private const string Mark = "canary4711";
    private const string KeyText = "whsec_canary4711canary4711canary4711AAAAAA";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_secret_payload_path_or_query_shows_in_logs_traces_metrics_errors_or_texts(bool propagateTraceContext)
    {
        var clock = new TestClock();
        var shown = new List<string>();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(EchoAsync);
        using var activities = new RecordedActivities();
        await using var host = new SenderHost(
            options =>
            {
                options.Sending.PropagateTraceContext = propagateTraceContext;
                options.Sending.MaxPayloadBytes = 1000;
                options.Retries.MaxRetries = 1;
                options.Retries.BaseDelay = options.Retries.MaxDelay = TimeSpan.Zero;
                options.CircuitBreaker.ConsecutiveFailures = 3;
                options.DeadLetters.MemoryCapacity = 1;
            },
            builder => builder.AddObserver(new Throwing()),
            clock);
        using var measured = new RecordedMeasurements(host.Services);
        var endpoint = Endpoint(receiver);

        var statuses = new[] { "200", "503", "503", "400", "500", "500", "500", "500" };
        _answers = new Queue<string>(statuses);
        foreach (var expected in new[] { "Delivered", "Exhausted", "Rejected", "Exhausted", "Exhausted", "CircuitOpen" })
        {
            var result = await host.Sender.SendAsync(endpoint, Event(), Token);
            Assert.Equal(expected, result.Reason?.ToString() ?? "Delivered");
            Assert.All(result.Attempts, attempt => Assert.Contains(Mark, attempt.ResponseExcerpt, StringComparison.Ordinal));
            shown.AddRange([result.ToString(), .. result.Attempts.Select(attempt => attempt.ToString())]);
            await AddDeadLetterAsync(host, result, shown);
        }

        shown.AddRange(await RefusalsAsync(host, endpoint));
        shown.AddRange([endpoint.ToString(), endpoint.Secrets[0].ToString(), Event().ToString(), new WebhookDispatchOptions().ToString()!]);
        shown.AddRange(host.Logs.Lines.Select(line => line.ToString()));
        shown.AddRange(measured.All.Select(measurement => measurement.ToString()));
        shown.AddRange(activities.Ended.Select(activity =>
            $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {string.Join(' ', activity.Events.SelectMany(made => made.Tags))}"));

        // What is looked for is really there to be found, and what is looked at is not empty.
        Assert.Contains(Mark, Encoding.UTF8.GetString(receiver.Received[0].Body), StringComparison.Ordinal);
        Assert.Contains(Mark, receiver.Received[0].Path, StringComparison.Ordinal);
        Assert.Contains(Mark, receiver.Received[0].Header("X-Api-Key"), StringComparison.Ordinal);
        Assert.NotEmpty(activities.Ended);
        Assert.NotEmpty(measured.All);
        Assert.Superset(new HashSet<int> { 1001, 1002, 1101, 1201, 1301, 1401 }, host.Logs.Lines.Select(line => line.Id).ToHashSet());

        var signatures = receiver.Received.SelectMany(request => new[] { request.Header("webhook-signature")!, request.Header("X-Webhook-Signature")! });
        foreach (var secret in signatures.Append(Mark).Append(KeyText))
        {
            Assert.DoesNotContain(shown, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    private Queue<string> _answers = new();

    private static WebhookEndpoint Endpoint(RecordingReceiver receiver) => Some.Endpoint(new Uri(receiver.Url, $"/{Mark}?key={Mark}")) with
    {
        Secrets = [WebhookSecret.Parse(KeyText)],
        Schemes = [WebhookScheme.Standard, WebhookScheme.Hex],
        Headers = new Dictionary<string, string> { ["X-Api-Key"] = Mark },
    };

    private static WebhookEvent Event() => Some.Event(body: $$"""{"card":"{{Mark}}"}""");

    // A receiver that repeats what it was sent, as some do in their error pages.
    private Task EchoAsync(ReceivedRequest request, HttpContext context)
    {
        context.Response.StatusCode = int.Parse(_answers.Dequeue(), null);
        return context.Response.WriteAsync($"{Encoding.UTF8.GetString(request.Body)} {request.Header("X-Api-Key")}", context.RequestAborted);
    }

    private static async Task AddDeadLetterAsync(SenderHost host, WebhookSendResult result, List<string> shown)
    {
        if (result.DeadLetterId is { } id)
        {
            var deadLetter = (await host.DeadLetters.GetAsync(id, Token))!;
            shown.AddRange([deadLetter.ToString(), deadLetter.Event.ToString()]);
            var replay = new ReplayResult(false, result.Reason, result.Attempts);
            shown.Add(replay.ToString());
        }
    }

    private static async Task<IEnumerable<string>> RefusalsAsync(SenderHost host, WebhookEndpoint endpoint)
    {
        (WebhookEndpoint Endpoint, WebhookEvent Event)[] refused =
        [
            (endpoint, Some.Event(body: Mark.PadRight(1001))),
            (endpoint with { Url = new Uri($"http://acme-receiver.com/{Mark}?{Mark}") }, Event()),
            (endpoint with { Url = new Uri($"https://{Mark}@acme-receiver.com/") }, Event()),
            (endpoint with { Headers = new Dictionary<string, string> { ["X-Api-Key"] = Mark + "\n" } }, Event()),
            (endpoint with { Secrets = [WebhookSecret.FromText(Mark)] }, Event()),
        ];
        var refusals = new List<string>();
        foreach (var (to, what) in refused)
        {
            refusals.Add((await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Sender.SendAsync(to, what, Token).AsTask())).ToString());
        }

        refusals.Add(Assert.Throws<WebhookSecretException>(() => WebhookSecret.Parse(KeyText + Mark)).ToString());
        return refusals;
    }

    private sealed class Throwing : WebhookDispatch.Observing.IWebhookObserver
    {
        public ValueTask OnDeadLettered(DeadLetter deadLetter) => throw new InvalidOperationException($"cannot page anybody about {deadLetter}");
    }
}
