using System.Net;
using System.Text;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests;

public sealed class FirstJourneyTests
{
    private const string Paid = """{"type":"invoice.paid","data":{"number":"2026-042"}}""";

    [Fact]
    public async Task A_signed_event_reaches_the_handler_of_its_type_with_the_exact_bytes()
    {
        var taken = new List<(string Id, string? Type, string Body, string Source, DateTimeOffset? Timestamp)>();
        await using var host = await ReceiverHost.StartAsync(hooks => hooks
            .Verify(WebhookScheme.Standard, SignedRequest.Secret)
            .On("invoice.paid", webhook =>
            {
                taken.Add((webhook.Id, webhook.Type, Encoding.UTF8.GetString(webhook.Body.Span), webhook.Source, webhook.Timestamp));
                return Task.CompletedTask;
            }));

        using var answer = await host.SendAsync(SignedRequest.Of(Paid));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("evt_1", "invoice.paid", Paid, "/hooks", host.Clock.GetUtcNow()), Assert.Single(taken));
    }

    [Fact]
    public async Task A_signature_by_another_secret_is_answered_401_without_a_word_and_runs_nothing()
    {
        var runs = 0;
        await using var host = await ReceiverHost.StartAsync(hooks => hooks
            .Verify(WebhookScheme.Standard, SignedRequest.Secret)
            .OnOther(_ => Task.FromResult(runs++)));

        using var answer = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, Encoding.UTF8.GetBytes(Paid), secret: WebhookSecret.Generate()));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Patience.Token));
        Assert.Equal(0, runs);
        Assert.Contains(host.Logs.Lines, line => line.Id == 4001 && line.Text.Contains("signature_mismatch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_throws_is_answered_500_and_one_that_says_later_503()
    {
        await using var host = await ReceiverHost.StartAsync(hooks => hooks
            .Verify(WebhookScheme.Standard, SignedRequest.Secret)
            .On("invoice.paid", Task (_) => throw new InvalidOperationException("no database"))
            .On("invoice.*", _ => Task.FromResult(WebhookResult.RetryLater(TimeSpan.FromSeconds(7.5)))));

        using var thrown = await host.SendAsync(SignedRequest.Of(Paid));
        using var later = await host.SendAsync(SignedRequest.Of("""{"type":"invoice.sent"}"""));

        Assert.Equal(HttpStatusCode.InternalServerError, thrown.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, later.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(8), later.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Only_POST_is_taken()
    {
        await using var host = await ReceiverHost.StartAsync(hooks => hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(_ => Task.CompletedTask));

        using var answer = await host.Client.GetAsync(new Uri("/hooks", UriKind.Relative), Patience.Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }
}
