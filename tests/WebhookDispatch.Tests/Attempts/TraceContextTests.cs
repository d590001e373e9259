using System.Collections.Concurrent;
using System.Diagnostics;
using WebhookDispatch.Attempts;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

/// <summary>Whether the trace of the application reaches a receiver.</summary>
public sealed class TraceContextTests
{
    [Fact]
    public async Task By_default_nothing_of_the_trace_is_sent()
    {
        using var listener = Listen(new ConcurrentQueue<Activity>());

        var (request, _) = await SendWithinActivityAsync(propagate: false);

        Assert.All(["traceparent", "tracestate", "baggage", "Correlation-Context", "Request-Id"], name => Assert.Null(request.Header(name)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Covers(typeof(SendingOptions), nameof(SendingOptions.PropagateTraceContext))]
    public async Task When_asked_for_the_trace_and_its_baggage_are_sent(bool isListenedTo)
    {
        using var listener = isListenedTo ? Listen(new ConcurrentQueue<Activity>()) : null;

        var (request, trace) = await SendWithinActivityAsync(propagate: true);

        Assert.Contains(trace.ToHexString(), request.Header("traceparent"), StringComparison.Ordinal);
        Assert.Equal("vendor=value", request.Header("tracestate"));
        Assert.Contains("region", request.Header("baggage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_receivers_parent_is_the_span_of_the_attempt()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);

        var (request, trace) = await SendWithinActivityAsync(propagate: true);

        var attempt = Assert.Single(ended, activity => activity.Source.Name == "WebhookDispatch" && activity.TraceId == trace);
        Assert.Contains(attempt.SpanId.ToHexString(), request.Header("traceparent"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_span_shows_the_path(bool propagate)
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);

        var (_, trace) = await SendWithinActivityAsync(propagate);

        var shown = ended.Where(activity => activity.TraceId == trace).SelectMany(activity => activity.TagObjects);
        Assert.NotEmpty(shown);
        Assert.DoesNotContain(shown, tag => tag.Value?.ToString()?.Contains("hooks", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_trace_state_that_breaks_the_line_is_left_out()
    {
        var (request, _) = await SendWithinActivityAsync(propagate: true, traceState: "vendor=a\r\nX-Evil: 1");

        Assert.NotNull(request.Header("traceparent"));
        Assert.Null(request.Header("X-Evil"));
    }

    private static async Task<(ReceivedRequest Request, ActivityTraceId Trace)> SendWithinActivityAsync(bool propagate, string traceState = "vendor=value")
    {
        // The test's own activity: without it there would be nothing to leak.
        using var placed = new Activity("order.placed") { TraceStateString = traceState }.SetIdFormat(ActivityIdFormat.W3C).AddBaggage("region", "eu").Start();
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(options => options.Sending.PropagateTraceContext = propagate);
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken);
        return (Assert.Single(receiver.Received), placed.TraceId);
    }

    // Kestrel, which plays the receiver here, may show its own path.
    private static ActivityListener Listen(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
