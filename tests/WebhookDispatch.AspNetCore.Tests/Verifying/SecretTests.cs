using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Verifying;

/// <summary>Where secrets come from, and how they change.</summary>
public sealed class SecretTests
{
    private static readonly WebhookSecret First = WebhookSecret.Generate();
    private static readonly WebhookSecret Second = WebhookSecret.Generate();
    private static readonly byte[] Body = """{"type":"a"}"""u8.ToArray();

    [Fact]
    public async Task Any_of_several_secrets_and_schemes_may_have_signed()
    {
        await using var host = await StartAsync(hooks => hooks
            .Verify(WebhookScheme.Standard, First, Second)
            .Verify(WebhookScheme.GitHub, "a text"));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, First));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, Second));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(host, WebhookSecret.Generate()));
        using var github = await host.SendAsync(SignedRequest.Of(WebhookScheme.GitHub, Body, secret: WebhookSecret.FromText("a text")));
        using var forged = await host.SendAsync(SignedRequest.Of(WebhookScheme.GitHub, Body, secret: WebhookSecret.FromText("another text")));
        Assert.Equal(HttpStatusCode.OK, github.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task Reloaded_secrets_hold_from_the_next_request_on()
    {
        string[] texts = [First.Reveal()];
        await using var host = await StartAsync(hooks => hooks.Verify(WebhookScheme.Standard, () => texts));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, First));

        texts = [Second.Reveal(), First.Reveal()];
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, Second));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, First));

        texts = [Second.Reveal()];
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(host, First));
    }

    [Fact]
    public async Task A_reload_that_cannot_be_used_leaves_the_former_secrets_and_is_told_once_without_its_text()
    {
        string[] texts = [First.Reveal()];
        await using var host = await StartAsync(hooks => hooks.Verify(WebhookScheme.Standard, () => texts));

        texts = ["whsec_notBase64!"];

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, First));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, First));
        var line = Assert.Single(host.Logs.Lines, line => line.Id == 4101);
        Assert.DoesNotContain("notBase64", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_to_more_secrets_than_a_scheme_takes_leaves_the_former_ones_and_is_told_once()
    {
        string[] texts = [First.Reveal()];
        await using var host = await StartAsync(hooks => hooks.Verify(WebhookScheme.Standard, () => texts));

        texts = [.. Enumerable.Range(0, 11).Select(_ => Second.Reveal())];

        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, First));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, First));
        var line = Assert.Single(host.Logs.Lines, line => line.Id == 4101);
        Assert.Contains("was given 11 secrets", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void More_secrets_than_a_scheme_takes_stop_the_program_when_they_are_read_first() =>
        Assert.Throws<ArgumentException>(() => new SecretTexts(WebhookScheme.Standard, () => [.. Enumerable.Range(0, 11).Select(_ => Second.Reveal())], NullLogger.Instance));

    [Fact]
    public async Task When_a_reload_leaves_no_secret_every_request_is_refused()
    {
        string[] texts = [First.Reveal()];
        await using var host = await StartAsync(hooks => hooks.Verify(WebhookScheme.Standard, () => texts));

        texts = [];

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(host, First));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(host, First));
        Assert.Single(host.Logs.Lines, line => line.Id == 4102);
    }

    [Fact]
    public async Task A_sender_that_is_not_known_gets_the_same_answer_as_one_that_signs_wrongly()
    {
        await using var host = await ReceiverHost.StartAsync(
            hooks => hooks.Verify(WebhookScheme.Standard, context => new(Secrets(context.Request.RouteValues["tenant"]))).From(Tenant).OnOther(_ => Task.CompletedTask),
            pattern: "/hooks/{tenant}");

        using var known = await host.SendAsync(Signed(First), "/hooks/acme");
        using var wrong = await host.SendAsync(Signed(Second), "/hooks/acme");
        using var unknown = await host.SendAsync(Signed(First), "/hooks/nobody");
        using var none = await host.SendAsync(Signed(First), "/hooks/null");

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(await WireAsync(wrong), await WireAsync(unknown));
        Assert.Equal(await WireAsync(wrong), await WireAsync(none));
        Assert.Contains(host.Logs.Lines, line => line.Text.Contains("unknown_sender", StringComparison.Ordinal));

        static IReadOnlyList<WebhookSecret> Secrets(object? tenant) => tenant is "acme" ? [First] : tenant is "null" ? null! : [];
    }

    [Fact]
    public async Task Tenants_of_one_route_have_ids_of_their_own()
    {
        var sources = new List<string>();
        await using var host = await ReceiverHost.StartAsync(
            hooks => hooks.Verify(WebhookScheme.Standard, First).Named("tenants").From(Tenant).OnOther(webhook =>
            {
                sources.Add($"{webhook.Receiver} {webhook.Source}");
                return Task.CompletedTask;
            }),
            pattern: "/hooks/{tenant}");

        using var acme = await host.SendAsync(Signed(First), "/hooks/acme");
        using var zeta = await host.SendAsync(Signed(First), "/hooks/zeta");

        Assert.Equal(["tenants acme", "tenants zeta"], sources);
    }

    [Fact]
    public async Task Secrets_that_cannot_be_fetched_are_answered_500_and_logged()
    {
        await using var host = await StartAsync(hooks => hooks.Verify(
            WebhookScheme.Standard, ValueTask<IReadOnlyList<WebhookSecret>> (_) => throw new InvalidOperationException("the vault is sealed")));

        Assert.Equal(HttpStatusCode.InternalServerError, await SendAsync(host, First));
        Assert.Contains(host.Logs.Lines, line => line.Id == 4007 && line.Text.Contains("the vault is sealed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_verification_of_ones_own_decides_and_names()
    {
        var taken = new List<ReceivedWebhook>();
        await using var host = await ReceiverHost.StartAsync(hooks => hooks
            .Verify(request => new(Encoding.UTF8.GetString(request.Body.Span).Contains("sesame", StringComparison.Ordinal) ? new VerifiedSender("own_1", "opened") : null))
            .OnOther(webhook =>
            {
                taken.Add(webhook);
                return Task.CompletedTask;
            }));

        using var open = await host.SendAsync(new SignedRequest("open sesame"u8.ToArray(), []));
        using var shut = await host.SendAsync(new SignedRequest("open barley"u8.ToArray(), []));

        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, shut.StatusCode);
        Assert.Equal(("own_1", "opened"), (Assert.Single(taken).Id, taken[0].Type));
    }

    private static string Tenant(Microsoft.AspNetCore.Http.HttpContext context) => (string)context.Request.RouteValues["tenant"]!;

    private static SignedRequest Signed(WebhookSecret secret) => SignedRequest.Of(WebhookScheme.Standard, Body, secret: secret);

    private static async Task<HttpStatusCode> SendAsync(ReceiverHost host, WebhookSecret secret)
    {
        using var answer = await host.SendAsync(Signed(secret));
        return answer.StatusCode;
    }

    private static async Task<string> WireAsync(HttpResponseMessage answer) =>
        $"{answer.StatusCode} {string.Join(',', answer.Headers.Where(header => header.Key != "Date").SelectMany(header => header.Value))} {await answer.Content.ReadAsStringAsync(Patience.Token)}";

    private static Task<ReceiverHost> StartAsync(Action<WebhookReceiverBuilder> configure) => ReceiverHost.StartAsync(hooks =>
    {
        hooks.OnOther(_ => Task.CompletedTask);
        configure(hooks);
    });
}
