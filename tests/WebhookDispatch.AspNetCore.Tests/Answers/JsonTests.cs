using System.Net;
using System.Text;
using System.Text.Json;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Answers;

public sealed class JsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("payload=%7B%7D")]
    [InlineData("{\"type\":\"invoice.paid\"")]
    [InlineData("{\"type\":\"invoice.paid\"} trailing")]
    [InlineData("\uFEFF{\"type\":\"invoice.paid\"}")]
    [InlineData("{\"type\":\"invoice.paid\",\"type\"}")]
    [InlineData("{\"type\":\"half a pair \\ud800\"}")]
    public async Task A_body_that_is_not_JSON_is_answered_400_as_a_problem(string body)
    {
        await using var host = await StartAsync();

        using var answer = await host.SendAsync(SignedRequest.Of(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal(400, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal("The body is not JSON in UTF-8, or nests too deep.", problem.RootElement.GetProperty("detail").GetString());
        Assert.Equal("Bad Request", problem.RootElement.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_one_that_nothing_asks_for()
    {
        await using var host = await StartAsync();

        using var answer = await host.SendAsync(SignedRequest.Of("{\"\\ud800\":1,\"type\":\"invoice.paid\"}"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(7, HttpStatusCode.OK)]
    [InlineData(8, HttpStatusCode.BadRequest)]
    public async Task A_body_may_nest_as_deep_as_the_limit(int arrays, HttpStatusCode expected)
    {
        await using var host = await StartAsync(hooks => hooks.Options.MaxJsonDepth = 8);

        using var answer = await host.SendAsync(SignedRequest.Of("{\"type\":\"invoice.paid\",\"a\":" + new string('[', arrays) + new string(']', arrays) + "}"));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_thousand_levels_are_answered_400_by_default()
    {
        await using var host = await StartAsync();

        using var answer = await host.SendAsync(SignedRequest.Of("{\"type\":\"invoice.paid\",\"a\":" + new string('[', 1000) + new string(']', 1000) + "}"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_answered_400_wherever_they_stand()
    {
        await using var host = await StartAsync();

        using var answer = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, [.. "{\"type\":\"invoice.paid\",\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("{\"type\":\"two words\"}")]
    [InlineData("{\"type\":\"line\\nbreak\"}")]
    [InlineData("{\"type\":\"\"}")]
    [InlineData("{\"type\":\"überweisung\"}")]
    public async Task A_type_that_could_forge_a_log_line_is_answered_400_and_named(string body)
    {
        await using var host = await StartAsync();

        using var answer = await host.SendAsync(SignedRequest.Of(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"errors\":{\"type\":[", await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_that_has_no_type_is_an_event_without_one()
    {
        var types = new List<string?>();
        await using var host = await ReceiverHost.StartAsync(hooks => hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(webhook =>
        {
            types.Add(webhook.Type);
            return Task.CompletedTask;
        }));

        string[] bodies = ["[1,2]", "42", "\"type\"", "{}", "{\"type\":7}", "{\"data\":{\"type\":\"inner\"}}"];
        foreach (var body in bodies)
        {
            using var answer = await host.SendAsync(SignedRequest.Of(body));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(Enumerable.Repeat<string?>(null, bodies.Length), types);
    }

    private static Task<ReceiverHost> StartAsync(Action<WebhookReceiverBuilder>? configure = null) => ReceiverHost.StartAsync(hooks =>
    {
        hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).On("invoice.paid", _ => Task.CompletedTask);
        configure?.Invoke(hooks);
    });
}
