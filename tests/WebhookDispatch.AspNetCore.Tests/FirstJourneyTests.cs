using System.Net;
using System.Text;
using WebhookDispatch.AspNetCore.Tests.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests;

public sealed class FirstJourneyTests
{
    [Fact]
    public async Task A_signed_event_reaches_the_handler_of_its_type_with_the_exact_bytes()
    {
        const string Paid = """{"type":"invoice.paid","data":{"number":"2026-042"}}""";
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

    [Theory]
    [InlineData("standard")]
    [InlineData("svix")]
    [InlineData("github")]
    [InlineData("stripe")]
    [InlineData("shopify")]
    [InlineData("slack")]
    [InlineData("hex")]
    public async Task What_the_sender_of_the_library_sends_its_receiver_takes_as_the_object_it_was(string name)
    {
        Assert.True(WebhookScheme.TryGet(name, out var scheme));
        var secret = scheme.IsKeyedByText ? WebhookSecret.FromText("a text") : SignedRequest.Secret;
        var taken = new List<(string Id, string? Number)>();
        await using var host = await ReceiverHost.StartAsync(hooks => hooks.Verify(scheme, secret).OnData(
            "invoice.*",
            (invoice, webhook) =>
            {
                taken.Add((webhook.Id, invoice.Number));
                return Task.CompletedTask;
            },
            ModelsJson.Default.Invoice));
        await using var sender = new SenderHost(clock: host.Clock);
        var paid = WebhookEvent.Create("invoice.paid", new Invoice { Number = "2026-042", Amount = 4200 }, ModelsJson.Default.Invoice);

        var result = await sender.Sender.SendAsync(Some.Endpoint(new Uri(host.Url, "/hooks")) with { Schemes = [scheme], Secrets = [secret] }, paid, Patience.Token);

        Assert.True(result.Delivered, string.Join(' ', result.Attempts.Select(attempt => attempt.Outcome)));
        Assert.Equal((paid.Id, "2026-042"), Assert.Single(taken));
    }
}
