using System.Diagnostics;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Observing;

public sealed class TelemetryTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Every_end_of_a_request_is_counted_by_its_own_instrument()
    {
        await using var host = await StartAsync();
        using var measured = new RecordedMeasurements(host.Services);

        await SendEachAsync(host);

        string[] expected =
        [
            "webhook.failed {event} webhook.receiver=/hooks, webhook.reason=retry_later",
            "webhook.failed {event} webhook.receiver=/hooks, webhook.reason=threw",
            "webhook.processed {event} webhook.receiver=/hooks",
            "webhook.processing.duration s webhook.receiver=/hooks",
            "webhook.processing.duration s webhook.receiver=/hooks",
            "webhook.processing.duration s webhook.receiver=/hooks",
            "webhook.received {request} webhook.receiver=/hooks",
            "webhook.received {request} webhook.receiver=/hooks",
            "webhook.received {request} webhook.receiver=/hooks",
            "webhook.received {request} webhook.receiver=/hooks",
            "webhook.received {request} webhook.receiver=/hooks",
            "webhook.received {request} webhook.receiver=/hooks",
            "webhook.rejected {request} webhook.receiver=/hooks, webhook.reason=missing_header",
            "webhook.rejected {request} webhook.receiver=/hooks, webhook.reason=not_json",
            "webhook.unhandled {event} webhook.receiver=/hooks",
            "webhook.verified {request} webhook.receiver=/hooks",
            "webhook.verified {request} webhook.receiver=/hooks",
            "webhook.verified {request} webhook.receiver=/hooks",
            "webhook.verified {request} webhook.receiver=/hooks",
            "webhook.verified {request} webhook.receiver=/hooks",
        ];
        Assert.Equal(expected, Ours(measured).Select(measurement => $"{measurement.Instrument} {measurement.Unit} {measurement.Tags}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_trace_that_the_sender_began_is_left_alone_and_linked()
    {
        const string Name = "trace-left-alone";
        using var traces = new RecordedTraces(Name);
        await using var host = await StartAsync(hooks => hooks.Named(Name));

        using var answer = await host.SendAsync(SignedRequest.Of("""{"type":"done"}""").With("traceparent", Parent));

        var activity = Assert.Single(traces.Ended);
        Assert.NotEqual("0af7651916cd43dd8448eb211c80319c", activity.TraceId.ToHexString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(activity.Links).Context.TraceId.ToHexString());
        Assert.Equal(("webhook receive", ActivityKind.Consumer, "evt_1", "done", 200), (
            activity.OperationName, activity.Kind, activity.GetTagItem("webhook.id"), activity.GetTagItem("webhook.type"), activity.GetTagItem("http.response.status_code")));
    }

    [Fact]
    public async Task A_trace_that_the_sender_began_is_continued_when_asked_for()
    {
        const string Name = "trace-continued";
        using var traces = new RecordedTraces(Name);
        await using var host = await StartAsync(hooks => hooks.Named(Name).Options.ContinueTraces = true);

        using var answer = await host.SendAsync(SignedRequest.Of("""{"type":"done"}""").With("traceparent", Parent));

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(traces.Ended).TraceId.ToHexString());
    }

    [Fact]
    public async Task A_stranger_makes_no_trace()
    {
        const string Name = "trace-of-a-stranger";
        using var traces = new RecordedTraces(Name);
        await using var host = await StartAsync(hooks => hooks.Named(Name));

        using var answer = await host.SendAsync(SignedRequest.Of("""{"type":"done"}""").With("webhook-id", "evt_2").With("traceparent", Parent));

        Assert.Empty(traces.Ended);
    }

    private static IEnumerable<RecordedMeasurements.Measurement> Ours(RecordedMeasurements measured) =>
        measured.All.Where(measurement => measurement.Meter == "WebhookDispatch.AspNetCore");

    private static async Task SendEachAsync(ReceiverHost host)
    {
        SignedRequest[] requests =
        [
            SignedRequest.Of("""{"type":"done"}"""), SignedRequest.Of("""{"type":"later"}"""), SignedRequest.Of("""{"type":"throws"}"""),
            SignedRequest.Of("""{"type":"unknown"}"""), SignedRequest.Of("not JSON"), SignedRequest.Of("{}").Without("webhook-id"),
        ];
        foreach (var request in requests)
        {
            using var answer = await host.SendAsync(request);
        }
    }

    private static Task<ReceiverHost> StartAsync(Action<WebhookReceiverBuilder>? configure = null) => ReceiverHost.StartAsync(hooks =>
    {
        hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret)
            .On("done", _ => Task.CompletedTask)
            .On("later", _ => Task.FromResult(WebhookResult.RetryLater()))
            .On("throws", Task (_) => throw new InvalidOperationException());
        configure?.Invoke(hooks);
    });
}
