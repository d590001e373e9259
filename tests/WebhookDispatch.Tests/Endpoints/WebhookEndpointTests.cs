using System.Text.Json;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Endpoints;

public sealed class WebhookEndpointTests
{
    private const string Canary = "canary-4711";

    private static readonly WebhookEndpoint Endpoint = new()
    {
        Id = "billing",
        Url = new Uri($"https://{Canary}:{Canary}@acme.example:8443/{Canary}?key={Canary}"),
        Secrets = [WebhookSecret.FromText(Canary)],
        Headers = new Dictionary<string, string> { ["Authorization"] = Canary },
    };

    [Fact]
    public void Its_text_is_its_id_and_where_it_is() =>
        Assert.Equal("billing (https://acme.example:8443)", Endpoint.ToString());

    [Fact]
    public void A_relative_url_does_not_break_its_text() =>
        Assert.Equal("billing", (Endpoint with { Url = new Uri($"/{Canary}", UriKind.Relative) }).ToString());

    [Fact]
    public void A_secret_shows_neither_in_text_nor_in_JSON()
    {
        var secret = new EndpointSecret(WebhookSecret.FromText(Canary), DateTimeOffset.UnixEpoch);

        Assert.DoesNotContain(Canary, secret.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(secret), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_becomes_one_that_does_not_expire()
    {
        EndpointSecret secret = Some.Secret;

        Assert.Equal(new EndpointSecret(Some.Secret), secret);
        Assert.Null(secret.ExpiresAt);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("Acme_1-2:billing", true)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData(null, false)]
    public async Task An_id_is_of_letters_digits_and_few_signs(string? id, bool isValid)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();

        var refusal = await Record.ExceptionAsync(() =>
            host.Sender.SendAsync(Some.Endpoint(receiver, id!), Some.Event(), TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(isValid, refusal is null);
        Assert.True(isValid || refusal is InvalidEndpointException);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task An_id_has_at_most_128_characters(int length, bool isValid)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();

        var refusal = await Record.ExceptionAsync(() =>
            host.Sender.SendAsync(Some.Endpoint(receiver, new string('a', length)), Some.Event(), TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(isValid, refusal is null);
    }
}
