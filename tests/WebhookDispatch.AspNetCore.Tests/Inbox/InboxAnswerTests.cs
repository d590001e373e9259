using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Inbox;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.AspNetCore.Tests.Inbox;

public sealed class InboxAnswerTests
{
    [Fact]
    public async Task A_copy_is_answered_200_and_runs_nothing()
    {
        var script = new InboxScript();
        await using var host = await StartAsync(script);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, SignedRequest.Of("{}")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, SignedRequest.Of("{}")));

        Assert.Equal(["evt_1"], script.Effects);
    }

    [Fact]
    public async Task What_a_handler_has_accepted_is_done_to_an_inbox_that_keeps_it_too()
    {
        var script = new InboxScript().Then(WebhookResult.Accepted);
        await using var host = await StartAsync(script);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, SignedRequest.Of("{}")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, SignedRequest.Of("{}")));

        Assert.Single(script.Begun);
    }

    [Fact]
    public async Task Two_hundred_copies_at_once_take_effect_once_and_the_others_are_told_200_or_503()
    {
        var script = new InboxScript();
        await using var host = await StartAsync(script);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => SendAsync(host, SignedRequest.Of("{}"))));

        Assert.Equal(["evt_1"], script.Effects);
        Assert.Contains(HttpStatusCode.OK, answers);
        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task A_copy_of_what_is_being_handled_is_asked_to_come_back()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new InboxScript().Then(async _ =>
        {
            begun.SetResult();
            await gate.Task;
            return WebhookResult.Done;
        });
        await using var host = await StartAsync(script, options: options => options.RetryAfter = TimeSpan.FromSeconds(9));
        var first = SendAsync(host, SignedRequest.Of("{}"));
        await begun.Task;

        using var copy = await host.SendAsync(SignedRequest.Of("{}"));
        gate.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 9), (copy.StatusCode, copy.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        Assert.Equal(HttpStatusCode.OK, await first);
    }

    [Fact]
    public async Task What_a_handler_failed_halfway_the_next_copy_finishes()
    {
        var script = new InboxScript().Then(_ => throw new IOException("The disk is full.")).Then(WebhookResult.RetryLater(TimeSpan.FromSeconds(3)));
        await using var host = await StartAsync(script);

        var failed = await SendAsync(host, SignedRequest.Of("{}"));
        using var later = await host.SendAsync(SignedRequest.Of("{}"));
        var done = await SendAsync(host, SignedRequest.Of("{}"));

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (failed, later.StatusCode, done));
        Assert.Equal(TimeSpan.FromSeconds(3), later.Headers.RetryAfter!.Delta);
        Assert.Equal((3, 1), (script.Begun.Count, script.Effects.Count));
    }

    [Fact]
    public async Task A_refusal_of_the_handler_is_told_with_its_reason()
    {
        await using var host = await StartAsync(new InboxScript().Then(WebhookResult.Refuse("There is no such invoice.")));

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("There is no such invoice.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(host.Logs.Lines, line => line.Id == 4011 && line.Text.Contains("evt_1", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task The_same_id_with_another_body_is_answered_409()
    {
        var script = new InboxScript();
        await using var host = await StartAsync(script);
        await SendAsync(host, SignedRequest.Of("{}"));

        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(host, SignedRequest.Of("[]")));
        Assert.Single(script.Begun);
    }

    [Fact]
    public async Task What_is_stored_first_is_answered_202_and_handled_afterwards()
    {
        var script = new InboxScript().Then(_ => throw new IOException("The disk is full."));
        await using var host = await StartAsync(script, WebhookMode.StoreThenProcess, options => options.RetryDelays = [TimeSpan.Zero]);

        var first = await SendAsync(host, SignedRequest.Of("""{"type":"invoice.paid"}"""));
        var handled = script.NextEffectAsync().AsTask();
        while (!handled.IsCompleted)
        {
            host.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        var effect = await handled;
        var copy = await SendAsync(host, SignedRequest.Of(WebhookScheme.Standard, """{"type":"invoice.paid"}"""u8.ToArray(), at: host.Clock.GetUtcNow()));

        Assert.Equal((HttpStatusCode.Accepted, "evt_1", HttpStatusCode.Accepted), (first, effect, copy));
        Assert.Equal((2, 1), (script.Begun.Count, script.Effects.Count));
    }

    [Fact]
    public async Task A_handler_of_what_was_stored_has_body_type_media_type_source_and_a_scope()
    {
        var seen = "";
        var script = new InboxScript().Then(webhook =>
        {
            seen = $"{webhook.Receiver} {webhook.Source} {webhook.Type} {Encoding.UTF8.GetString(webhook.Body.Span)} {webhook.Header("content-type")} {webhook.Services.GetRequiredService<Scoped>().GetType().Name}";
            return Task.FromResult(WebhookResult.Done);
        });
        await using var host = await ReceiverHost.StartAsync(
            hooks => Complete(hooks.From("acme"), script, WebhookMode.StoreThenProcess),
            services =>
            {
                services.AddScoped<Scoped>();
                services.AddWebhookInbox().UseInMemoryStore();
            });

        await SendAsync(host, SignedRequest.Of("""{"type":"invoice.paid"}""").With("Content-Type", "application/json; charset=utf-8"));
        await script.NextEffectAsync();

        Assert.Equal("""/hooks acme invoice.paid {"type":"invoice.paid"} application/json; charset=utf-8 Scoped""", seen);
    }

    [Fact]
    public async Task A_model_is_refused_before_it_is_stored_and_read_again_when_it_is_run()
    {
        var taken = new TaskCompletionSource<Invoice>();
        await using var host = await ReceiverHost.StartAsync(
            hooks =>
            {
                hooks.Options.Mode = WebhookMode.StoreThenProcess;
                hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).On(
                    "invoice.paid",
                    (invoice, _) =>
                    {
                        taken.SetResult(invoice);
                        return Task.CompletedTask;
                    },
                    ModelsJson.Default.Invoice);
            },
            services => services.AddWebhookInbox().UseInMemoryStore());

        var faulty = await SendAsync(host, SignedRequest.Of("""{"type":"invoice.paid","number":"A-1","amount":0}"""));
        var stored = await host.Services.GetRequiredService<IWebhookInbox>().FindAsync("/hooks", "evt_1", TestContext.Current.CancellationToken);
        var valid = await SendAsync(host, SignedRequest.Of("""{"type":"invoice.paid","number":"A-1","amount":5}"""));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Accepted), (faulty, valid));
        Assert.Null(stored);
        Assert.Equal(5, (await taken.Task).Amount);
    }

    [Theory]
    [InlineData(WebhookMode.Inline)]
    [InlineData(WebhookMode.StoreThenProcess)]
    public async Task A_type_that_no_store_can_hold_is_answered_400_in_either_mode(WebhookMode mode)
    {
        var script = new InboxScript();
        await using var host = await StartAsync(script, mode);

        var answer = await SendAsync(host, SignedRequest.Of(WebhookScheme.GitHub, "{}").With("X-GitHub-Event", new string('t', 129)), "/github");

        Assert.Equal(HttpStatusCode.BadRequest, answer);
        Assert.Empty(script.Begun);
    }

    [Fact]
    public async Task Handlers_that_are_left_alone_are_answered_503_with_the_time_until_they_are_tried()
    {
        var script = new InboxScript().Then(_ => throw new IOException("The ledger is down."));
        await using var host = await StartAsync(script, options: options => options.CircuitBreaker.ConsecutiveFailures = 1);

        var failed = await SendAsync(host, SignedRequest.Of("{}"));
        using var again = await host.SendAsync(SignedRequest.Of("{}"));
        var other = await SendAsync(host, SignedRequest.Of("{}", "evt_2"));

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (failed, again.StatusCode, other));
        Assert.Equal(TimeSpan.FromSeconds(60), again.Headers.RetryAfter!.Delta);
        Assert.Single(script.Begun);
    }

    [Fact]
    public async Task Nothing_that_is_refused_reaches_the_inbox()
    {
        var script = new InboxScript();
        await using var host = await StartAsync(script);
        var fresh = SignedRequest.Of("{}", "evt_1");
        var stale = SignedRequest.Of(WebhookScheme.Standard, "{}"u8.ToArray(), "evt_2", host.Clock.GetUtcNow().AddMinutes(-6));
        var strange = SignedRequest.Of(WebhookScheme.Standard, "{}"u8.ToArray(), "evt_3", secret: WebhookSecret.Generate());

        foreach (var request in new[] { fresh with { Body = "[]"u8.ToArray() }, fresh.With("webhook-id", "evt_4"), fresh.Without("webhook-signature"), stale, strange })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(host, request));
        }

        var inbox = host.Services.GetRequiredService<IWebhookInbox>();
        Assert.Equal(0, await inbox.Deliveries.ListAsync(new DeliveryFilter(), TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken));
        Assert.Empty(script.Begun);
    }

    [Fact]
    public async Task Events_are_handled_in_whatever_order_they_come_each_once()
    {
        var script = new InboxScript();
        await using var host = await StartAsync(script);
        string[] order = ["evt_3", "evt_1", "evt_2", "evt_1", "evt_3"];

        foreach (var id in order)
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(host, SignedRequest.Of("{}", id)));
        }

        Assert.Equal(["evt_3", "evt_1", "evt_2"], script.Effects);
    }

    internal static Task<ReceiverHost> StartAsync(InboxScript script, WebhookMode mode = WebhookMode.Inline, Action<InboxOptions>? options = null) => ReceiverHost.StartAsync(
        services => services.AddWebhookInbox(options).UseInMemoryStore(),
        (app, _) =>
        {
            app.MapWebhooks("/hooks", hooks => Complete(hooks, script, mode));
            app.MapWebhooks("/github", hooks =>
            {
                hooks.Options.Mode = mode;
                hooks.Verify(WebhookScheme.GitHub, SignedRequest.Secret).OnOther(script.RunAsync);
            });
        });

    internal static async Task<HttpStatusCode> SendAsync(ReceiverHost host, SignedRequest request, string path = "/hooks")
    {
        using var answer = await host.SendAsync(request, path);
        return answer.StatusCode;
    }

    internal static void Complete(WebhookReceiverBuilder hooks, InboxScript script, WebhookMode mode)
    {
        hooks.Options.Mode = mode;
        hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(script.RunAsync);
    }

    private sealed class Scoped;
}
