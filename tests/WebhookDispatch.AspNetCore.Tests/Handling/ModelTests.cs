using System.Net;
using System.Text.Json;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Handling;

/// <summary>Handlers that take an object, and what never reaches them.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task A_valid_body_reaches_its_handler_as_an_object()
    {
        var taken = new List<Invoice>();
        await using var host = await StartAsync(taken);

        using var answer = await host.SendAsync(Data("""{"number":"2026-042","amount":4200,"cur":"CHF","buyer":{"email":"a@acme.example"},"lines":[{"sku":"A"}]}"""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var invoice = Assert.Single(taken);
        Assert.Equal(("2026-042", 4200, "CHF", "a@acme.example", "A"), (invoice.Number, invoice.Amount, invoice.Currency, invoice.Buyer!.Email, invoice.Lines[0].Sku));
    }

    [Theory]
    [InlineData("""{"amount":1}""", "data.number")]
    [InlineData("""{"number":"123456789012345678901","amount":1}""", "data.number")]
    [InlineData("""{"number":"1","amount":0}""", "data.amount")]
    [InlineData("""{"number":"1","amount":1,"cur":"euro"}""", "data.cur")]
    [InlineData("""{"number":"1","amount":1,"buyer":{"email":"nobody"}}""", "data.buyer.email")]
    [InlineData("""{"number":"1","amount":1,"buyer":{"email":"a@b.example","name":"far too long a name"}}""", "data.buyer.name")]
    [InlineData("""{"number":"1","amount":1,"lines":[{"sku":"A"},{"sku":"B","quantity":100}]}""", "data.lines[1].quantity")]
    [InlineData("""{"number":"1","amount":1,"contacts":{"press":{"email":"nobody"}}}""", "data.contacts.press.email")]
    [InlineData("""{"number":"1","amount":1,"paidAt":"2026-01-01T00:00:00Z","sentAt":"2026-01-02T00:00:00Z"}""", "data.paidAt data.sentAt")]
    [InlineData("""{"amount":0,"cur":"x"}""", "data.amount data.cur data.number")]
    [InlineData("""{"number":"1","amount":"many"}""", "data.amount")]
    [InlineData("""{"number":7,"amount":1}""", "data.number")]
    [InlineData("""{"number":"1","amount":1,"lines":[{"quantity":1}]}""", "data.lines[0].sku")]
    [InlineData("""{"number":"1","amount":1,"lines":[{"sku":"A","quantity":"x"}]}""", "data.lines[0].quantity")]
    [InlineData("""{"number":"1","amount":1,"lines":[{"SKU":"A","quantity":"x"}]}""", "data.lines[0].quantity")]
    [InlineData("""{"number":"1","amount":1,"discount":101}""", "data.discount")]
    [InlineData("""{"number":"1","amount":1,"discount":99999999999}""", "data.discount")]
    [InlineData("""{"number":"1","amount":1,"discount":-1e999}""", "data.discount")]
    [InlineData("""{"number":"1","amount":1,"payment":{"number":"4242"}}""", "data.payment.kind")]
    [InlineData("""{"number":"1","amount":1,"payment":{"number":"4242","kind":"card"}}""", "data.payment.kind")]
    [InlineData("""{"number":"1","amount":1,"payment":{"kind":"barter"}}""", "data.payment")]
    [InlineData("""{"amount":1,"\ud800":1,"lines":1}""", "")]
    [InlineData("[]", "data")]
    [InlineData("null", "data")]
    public async Task What_does_not_fit_is_answered_400_with_the_fields_as_the_sender_wrote_them(string data, string fields)
    {
        var taken = new List<Invoice>();
        await using var host = await StartAsync(taken);

        using var answer = await host.SendAsync(Data(data));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal(fields, string.Join(' ', problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name)));
        Assert.Empty(taken);
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_one_that_nothing_asks_for()
    {
        await using var host = await StartAsync([]);

        using var answer = await host.SendAsync(SignedRequest.Of("""{"type":"invoice.paid","\ud800":1,"data":{"number":"1","amount":1}}"""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_without_the_member_that_its_handler_takes_is_answered_400()
    {
        await using var host = await StartAsync([]);

        using var answer = await host.SendAsync(SignedRequest.Of("""{"type":"invoice.paid"}"""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"errors\":{\"data\":[\"is missing.\"]}", await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_no_type_of_the_application()
    {
        await using var host = await StartAsync([]);

        using var answer = await host.SendAsync(Data("""{"number":"1","amount":"many"}"""));

        var text = await answer.Content.ReadAsStringAsync(Patience.Token);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(Invoice), text, StringComparison.Ordinal);
        Assert.DoesNotContain("many", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_body_can_be_the_object_and_the_handler_can_say_what_became_of_it()
    {
        await using var host = await ReceiverHost.StartAsync(hooks => hooks
            .Verify(WebhookScheme.Standard, SignedRequest.Secret)
            .On("a", (invoice, _) => Task.FromResult(WebhookResult.Refuse($"Invoice {invoice.Number} is settled.")), ModelsJson.Default.Invoice)
            .OnData("b", (invoice, _) => Task.FromResult(WebhookResult.RetryLater()), ModelsJson.Default.Invoice));

        using var whole = await host.SendAsync(SignedRequest.Of("""{"type":"a","number":"7","amount":1}"""));
        using var invalid = await host.SendAsync(SignedRequest.Of("""{"type":"a","number":"7"}"""));
        using var data = await host.SendAsync(SignedRequest.Of("""{"type":"b","data":{"number":"7","amount":1}}"""));

        Assert.Contains("Invoice 7 is settled.", await whole.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
        Assert.Contains("\"errors\":{\"amount\":", await invalid.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, data.StatusCode);
    }

    [Fact]
    public async Task An_object_may_nest_as_deep_as_the_limit_even_where_the_sender_names_events_in_headers()
    {
        await using var host = await ReceiverHost.StartAsync(hooks =>
        {
            hooks.Verify(WebhookScheme.GitHub, "secret").On("push", (_, _) => Task.CompletedTask, ModelsJson.Default.Invoice);
            hooks.Options.MaxJsonDepth = 3;
        });

        var secret = WebhookSecret.FromText("secret");
        using var flat = await host.SendAsync(Push("""{"number":"7","amount":1,"x":[[]]}"""));
        using var deep = await host.SendAsync(Push("""{"number":"7","amount":1,"x":[[[]]]}"""));

        Assert.Equal(HttpStatusCode.OK, flat.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, deep.StatusCode);

        SignedRequest Push(string body) =>
            SignedRequest.Of(WebhookScheme.GitHub, System.Text.Encoding.UTF8.GetBytes(body), secret: secret).With("X-GitHub-Event", "push");
    }

    private static SignedRequest Data(string data) => SignedRequest.Of($$"""{"type":"invoice.paid","data":{{data}}}""");

    private static Task<ReceiverHost> StartAsync(List<Invoice> taken) => ReceiverHost.StartAsync(hooks => hooks
        .Verify(WebhookScheme.Standard, SignedRequest.Secret)
        .OnData(
            "invoice.paid",
            (invoice, _) =>
            {
                taken.Add(invoice);
                return Task.CompletedTask;
            },
            ModelsJson.Default.Invoice));
}
