using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Handling;

/// <summary>Which handler runs, and what its end is answered.</summary>
public sealed class HandlerTests
{
    [Theory]
    [InlineData("invoice.paid", "exact")]
    [InlineData("invoice.paid.late", "invoice.*")]
    [InlineData("invoice.sent", "invoice.*")]
    [InlineData("invoices.sent", "other")]
    [InlineData("invoice", "other")]
    [InlineData("Invoice.Paid", "other")]
    public async Task The_exact_type_goes_before_patterns_and_patterns_before_the_rest(string type, string expected)
    {
        var ran = new List<string>();
        await using var host = await StartAsync(hooks => hooks
            .OnOther(_ => Note(ran, "other"))
            .On("invoice.*", _ => Note(ran, "invoice.*"))
            .On("invoice.paid.*", _ => Note(ran, "never, it comes later"))
            .On("invoice.paid", _ => Note(ran, "exact")));

        using var answer = await host.SendAsync(SignedRequest.Of($$"""{"type":"{{type}}"}"""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([expected], ran);
    }

    [Fact]
    public async Task An_event_that_no_handler_takes_is_acknowledged_and_told()
    {
        await using var host = await StartAsync(hooks => hooks.On("invoice.paid", _ => Task.CompletedTask));

        using var answer = await host.SendAsync(SignedRequest.Of("""{"type":"order.placed"}"""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(host.Logs.Lines, line => line.Id == 4002 && line.Text.Contains("evt_1 (order.placed)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_throws_is_answered_500_without_its_words_and_logged_with_them()
    {
        await using var host = await StartAsync(hooks => hooks.OnOther(Task (_) => throw new InvalidOperationException("the database is away")));

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Patience.Token));
        Assert.Contains(host.Logs.Lines, line => line.Id == 4006 && line.Text.Contains("the database is away", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_gives_up_waiting_is_answered_503()
    {
        await using var host = await StartAsync(hooks => hooks.OnOther(_ => Task.FromCanceled(new CancellationToken(canceled: true))));

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_handler_that_heeds_its_time_limit_is_cancelled_and_answered_503()
    {
        await using var host = await StartAsync(hooks =>
        {
            hooks.Options.HandlerTimeout = TimeSpan.FromSeconds(4);
            hooks.OnOther(webhook => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, webhook.Cancellation));
        });

        var sending = host.SendAsync(SignedRequest.Of("{}"));
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(4), count: 2);
        host.Clock.Advance(TimeSpan.FromSeconds(4));

        using var answer = await sending;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_handler_that_hangs_is_answered_503_all_the_same_and_keeps_its_webhook_until_it_ends()
    {
        var (release, seen) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        await using var host = await StartAsync(hooks => hooks.OnOther(async webhook =>
        {
            await release.Task;
            seen.SetResult($"{webhook.Body.Length} {webhook.Header("WEBHOOK-ID")} {webhook.Headers.Any(header => header.Key == "Host")} {webhook.Cancellation.IsCancellationRequested}");
        }));

        var sending = host.SendAsync(SignedRequest.Of("""{"a":1}"""));
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(10));
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        using var answer = await sending;

        // The server uses the connection, and what it knows of a request, for the next one.
        using var next = await host.SendAsync(SignedRequest.Of("no JSON", "evt_2"));
        release.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("7 evt_1 True True", await seen.Task);
        await host.Logs.WhenAsync(line => line.Id == 4008);
        Assert.Contains(host.Logs.Lines, line => line.Id == 4006 && line.Text.Contains("timeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sender_that_hangs_up_does_not_stop_its_handler()
    {
        var (begun, release, done) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<bool>());
        await using var host = await StartAsync(hooks => hooks.OnOther(async webhook =>
        {
            begun.SetResult();
            await release.Task;
            done.SetResult(webhook.Cancellation.IsCancellationRequested);
        }));
        using (var connection = RawConnection.To(host))
        {
            await connection.SendAsync(RawConnection.Head(SignedRequest.Of("{}").Headers) + "Content-Length: 2\r\n\r\n{}");
            await begun.Task;
            connection.Reset();
        }

        release.SetResult();

        Assert.False(await done.Task);
    }

    [Fact]
    public async Task A_handler_can_say_what_became_of_an_event()
    {
        await using var host = await StartAsync(hooks => hooks
            .On("a", _ => Task.FromResult(WebhookResult.Done))
            .On("accepted", _ => Task.FromResult(WebhookResult.Accepted))
            .On("b", _ => Task.FromResult(WebhookResult.RetryLater()))
            .On("c", _ => Task.FromResult(WebhookResult.Refuse("Invoice 7 is not known here.")))
            .OnOther(_ => Task.FromResult(WebhookResult.RetryLater(TimeSpan.FromMinutes(2)))));

        using var done = await host.SendAsync(SignedRequest.Of("""{"type":"a"}"""));
        using var accepted = await host.SendAsync(SignedRequest.Of("""{"type":"accepted"}"""));
        using var later = await host.SendAsync(SignedRequest.Of("""{"type":"b"}"""));
        using var refused = await host.SendAsync(SignedRequest.Of("""{"type":"c"}"""));
        using var muchLater = await host.SendAsync(SignedRequest.Of("""{"type":"d"}"""));

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, later.StatusCode);
        Assert.Null(later.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Invoice 7 is not known here.", await refused.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(2), muchLater.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_webhook_shows_its_headers_and_ends_with_its_handler()
    {
        ReceivedWebhook? kept = null;
        var headers = new List<string>();
        await using var host = await StartAsync(hooks => hooks.OnOther(webhook =>
        {
            kept = webhook;
            headers.AddRange(webhook.Headers.Select(header => header.Key));
            headers.Add(webhook.Header("X-TRACE-NOTE") ?? "absent");
            headers.Add(webhook.Services.GetRequiredService<TimeProvider>().GetType().Name);
            return Task.CompletedTask;
        }));

        using var answer = await host.SendAsync(SignedRequest.Of("{}").With("X-Trace-Note", "seven"));

        Assert.Contains("seven", headers);
        Assert.Contains(nameof(TestClock), headers);
        Assert.Contains("webhook-id", headers);
        Assert.Throws<ObjectDisposedException>(() => kept!.Body);
        Assert.Throws<ObjectDisposedException>(() => kept!.Header("webhook-id"));
        Assert.Throws<ObjectDisposedException>(() => kept!.Services);
        Assert.Equal("evt_1", kept!.Id);
    }

    private static Task Note(List<string> ran, string name)
    {
        ran.Add(name);
        return Task.CompletedTask;
    }

    private static Task<ReceiverHost> StartAsync(Action<WebhookReceiverBuilder> configure) => ReceiverHost.StartAsync(hooks =>
    {
        hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret);
        configure(hooks);
    });
}
