using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests;

/// <summary>What is refused before the program runs, and what a mapped route is.</summary>
public sealed class MappingTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "nothing", "Nothing is verified, so anyone could send; call Verify. Nothing is handled; call On or OnOther." },
        { "no verification", "Nothing is verified" },
        { "no handler", "Nothing is handled" },
        { "no inbox", "StoreThenProcess needs an inbox" },
        { "body limit", "MaxBodyBytes is 0; give 1 to 1073741824." },
        { "decompressed limit", "MaxDecompressedBytes is -1" },
        { "body timeout", "BodyTimeout is 00:00:00; give more than zero and at most 10 minutes." },
        { "handler timeout", "HandlerTimeout is 00:11:00" },
        { "tolerance", "Tolerance is 02:00:00; give 1 second to 1 hour." },
        { "depth", "MaxJsonDepth is 513; give 1 to 512." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_receiver_that_would_stand_open_or_could_never_work_is_not_mapped(string fault, string message)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Map("/hooks", hooks => Break(hooks, fault)));

        Assert.StartsWith("The webhooks at '/hooks' cannot be received. ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/hooks/{tenant}")]
    [InlineData("/{tenant}", "/hooks")]
    public async Task A_route_for_several_senders_has_to_say_whose_ids_it_goes_by(string group, string pattern)
    {
        await using var host = await ReceiverHost.StartAsync(null, (app, _) => app.MapGroup(group).MapWebhooks(pattern, Complete));
        await using var named = await ReceiverHost.StartAsync(null, (app, _) => app.MapGroup(group).MapWebhooks(pattern, hooks =>
        {
            Complete(hooks);
            hooks.From("acme");
        }));

        var path = (group + pattern).Replace("{tenant}", "acme", StringComparison.Ordinal);
        using var refused = await host.SendAsync(SignedRequest.Of("{}"), path);
        using var taken = await named.SendAsync(SignedRequest.Of("{}"), path);

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Contains(host.Logs.Lines, line => line.Text.Contains("call From", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public void A_secret_that_is_missing_or_unfit_stops_the_program_without_being_shown()
    {
        string?[] unfit = [null, "", " ", "whsec_short", "whsec_bm90IGxvbmc="];

        Assert.All(unfit, text =>
        {
            var exception = Assert.ThrowsAny<ArgumentException>(() => Map("/hooks", hooks => hooks.Verify(WebhookScheme.Standard, [text!]).OnOther(_ => Task.CompletedTask)));
            Assert.True(string.IsNullOrWhiteSpace(text) || !exception.Message.Contains(text, StringComparison.Ordinal), exception.Message);
        });
        Assert.ThrowsAny<ArgumentException>(() => Map("/hooks", hooks => hooks.Verify(WebhookScheme.Standard, Array.Empty<string>()).OnOther(_ => Task.CompletedTask)));
        Assert.ThrowsAny<ArgumentException>(() => Map("/hooks", hooks => hooks.Verify(WebhookScheme.Standard, () => []).OnOther(_ => Task.CompletedTask)));
        Assert.ThrowsAny<ArgumentException>(() => Map("/hooks", hooks => hooks.Verify(WebhookScheme.Standard, () => null!).OnOther(_ => Task.CompletedTask)));
        Assert.ThrowsAny<ArgumentException>(() => Map("/hooks", hooks => hooks.Verify(WebhookScheme.Standard, () => [""]).OnOther(_ => Task.CompletedTask)));
        Assert.ThrowsAny<ArgumentException>(() => Map("/hooks", hooks => hooks.Verify(WebhookScheme.Standard, WebhookSecret.FromText("text")).OnOther(_ => Task.CompletedTask)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("invoice*")]
    [InlineData("invoice.*.paid")]
    [InlineData("invoice.**")]
    [InlineData("two words")]
    public void A_filter_that_names_no_types_is_refused(string filter) =>
        Assert.Throws<ArgumentException>(() => Map("/hooks", hooks => hooks.On(filter, _ => Task.CompletedTask)));

    [Fact]
    public void A_source_or_a_name_that_no_inbox_can_keep_stops_the_program()
    {
        var (longest, tooLong) = (new string('a', 128), new string('a', 129));
        Map("/hooks", hooks => { Complete(hooks); hooks.From(longest).Named(longest); }, Inbox);

        var source = Assert.Throws<ArgumentException>(() => Map("/hooks", hooks => hooks.From(tooLong)));
        var name = Assert.Throws<InvalidOperationException>(() => Map("/hooks", hooks => { Complete(hooks); hooks.Named(tooLong); }, Inbox));
        var pattern = Assert.Throws<InvalidOperationException>(() => Map("/" + longest, Complete, Inbox));
        var none = Assert.Throws<InvalidOperationException>(() => Map("", Complete));

        Assert.StartsWith("The source has 129 characters; give 1 to 128.", source.Message, StringComparison.Ordinal);
        Assert.All([name, pattern], fault => Assert.Contains("Its name, by default the pattern, has 129 characters; call Named", fault.Message, StringComparison.Ordinal));
        Assert.Contains("Its name, by default the pattern, has 0 characters; call Named", none.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    [InlineData(-1)]
    public async Task A_request_without_a_source_of_its_own_is_not_mixed_with_those_of_others(int length)
    {
        await using var host = await ReceiverHost.StartAsync(Inbox, (app, _) => app.MapWebhooks("/hooks", hooks =>
        {
            Complete(hooks);
            hooks.From(_ => length < 0 ? null! : new string('a', length));
        }));

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains(host.Logs.Lines, line => line.Id == 4007 && line.Text.Contains("From gave no source", StringComparison.Ordinal));
    }

    [Fact]
    public void A_transaction_that_the_inbox_cannot_store_in_stops_the_program()
    {
        var refusal = Assert.ThrowsAny<InvalidOperationException>(() => Map(
            "/hooks", hooks => { Complete(hooks); hooks.InTransaction((_, _) => throw new InvalidOperationException("never begun")); }, Inbox));

        Assert.StartsWith("The receiver '/hooks' stores within transactions, and InMemoryWebhookStore cannot.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_handler_for_the_same_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Map("/hooks", hooks => hooks.On("a.*", _ => Task.CompletedTask).On("a.*", _ => Task.CompletedTask)));
        Assert.Throws<InvalidOperationException>(() => Map("/hooks", hooks => hooks.OnOther(_ => Task.CompletedTask).OnOther(_ => Task.CompletedTask)));
    }

    [Fact]
    public async Task A_receiver_takes_the_conventions_of_its_endpoint_and_of_its_group()
    {
        await using var host = await ReceiverHost.StartAsync(null, (app, _) => app.MapGroup("/v1").MapWebhooks("/hooks", Complete).RequireHost("hooks.example"));

        using var elsewhere = await host.SendAsync(SignedRequest.Of("{}"), "/v1/hooks");
        using var message = SignedRequest.Of("{}").ToMessage("/v1/hooks");
        message.Headers.Host = "hooks.example";
        using var here = await host.Client.SendAsync(message, Patience.Token);

        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.OK, here.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Whatever_is_no_POST_is_answered_405(string method)
    {
        await using var host = await ReceiverHost.StartAsync(Complete);

        using var message = new HttpRequestMessage(new HttpMethod(method), "/hooks");
        using var answer = await host.Client.SendAsync(message, Patience.Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Two_receivers_of_one_application_do_not_know_each_others_secrets()
    {
        var other = WebhookSecret.Generate();
        await using var host = await ReceiverHost.StartAsync(null, (app, _) =>
        {
            app.MapWebhooks("/hooks", Complete);
            app.MapWebhooks("/other", hooks => hooks.Verify(WebhookScheme.Standard, other).OnOther(_ => Task.CompletedTask));
        });

        using var mine = await host.SendAsync(SignedRequest.Of("{}"));
        using var theirs = await host.SendAsync(SignedRequest.Of("{}"), "/other");

        Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, theirs.StatusCode);
    }

    private static void Complete(WebhookReceiverBuilder hooks) => hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(_ => Task.CompletedTask);

    private static void Break(WebhookReceiverBuilder hooks, string fault)
    {
        _ = fault is "nothing" or "no verification" ? hooks : hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret);
        _ = fault is "nothing" or "no handler" ? hooks : hooks.OnOther(_ => Task.CompletedTask);
        hooks.Options.Mode = fault == "no inbox" ? WebhookMode.StoreThenProcess : WebhookMode.Inline;
        hooks.Options.MaxBodyBytes = fault == "body limit" ? 0 : 1;
        hooks.Options.MaxDecompressedBytes = fault == "decompressed limit" ? -1 : 1;
        hooks.Options.BodyTimeout = fault == "body timeout" ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
        hooks.Options.HandlerTimeout = fault == "handler timeout" ? TimeSpan.FromMinutes(11) : TimeSpan.FromSeconds(1);
        hooks.Options.Tolerance = fault == "tolerance" ? TimeSpan.FromHours(2) : TimeSpan.FromSeconds(1);
        hooks.Options.MaxJsonDepth = fault == "depth" ? 513 : 1;
    }

    private static void Inbox(IServiceCollection services) => services.AddWebhookInbox().UseInMemoryStore();

    private static void Map(string pattern, Action<WebhookReceiverBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(TimeProvider.System);
        services?.Invoke(builder.Services);
        using var app = (IDisposable)builder.Build();
        ((WebApplication)app).MapWebhooks(pattern, configure);
    }
}
