using System.Diagnostics;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Telemetry;

public sealed class ActivityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_attempt_is_a_client_span_with_its_outcome()
    {
        using var activities = new RecordedActivities();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 202);
        await using var host = new SenderHost();

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(id: "evt_1"), Token);

        Assert.Equal(2, activities.Ended.Count);
        Assert.All(activities.Ended, activity => Assert.Equal(
            ("WebhookDispatch", "webhook attempt", ActivityKind.Client),
            (activity.Source.Name, activity.DisplayName, activity.Kind)));
        Assert.Equal(Tags(receiver, attempt: 1, "http_503", 503, "error.type=http_503"), TagsOf(activities.Ended[0]));
        Assert.Equal(Tags(receiver, attempt: 2, "delivered", 202), TagsOf(activities.Ended[1]));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], activities.Ended.Select(activity => activity.Status));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_has_no_status_but_the_word_of_its_failure()
    {
        using var activities = new RecordedActivities();
        await using var server = RawServer.Answering("");

        await Attempted.OnceAsync(server.Url);

        var activity = Assert.Single(activities.Ended);
        Assert.Equal("connection_reset", activity.GetTagItem("webhook.outcome"));
        Assert.Equal("connection_reset", activity.GetTagItem("error.type"));
        Assert.Null(activity.GetTagItem("http.response.status_code"));
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
    }

    [Fact]
    public async Task A_span_belongs_to_the_trace_it_was_sent_in_and_lasts_as_long_as_the_attempt()
    {
        using var activities = new RecordedActivities();
        using var order = new Activity("order").Start();
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        var activity = Assert.Single(activities.Ended);
        Assert.Equal(order.SpanId, activity.ParentSpanId);
        Assert.Same(order, Activity.Current);
        Assert.True(activity.Duration > TimeSpan.Zero);
    }

    private static IEnumerable<string> TagsOf(Activity activity) => activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}");

    private static string[] Tags(RecordingReceiver receiver, int attempt, string outcome, int status, params string[] more) =>
    [
        "webhook.endpoint.id=acme", "webhook.event.id=evt_1", "webhook.event.type=payment.completed", $"webhook.attempt={attempt}",
        "http.request.method=POST", "server.address=127.0.0.1", $"server.port={receiver.Url.Port}",
        $"webhook.outcome={outcome}", $"http.response.status_code={status}", .. more,
    ];
}
