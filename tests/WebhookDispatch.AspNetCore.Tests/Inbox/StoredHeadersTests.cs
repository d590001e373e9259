using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Tests.Inbox;

public sealed class StoredHeadersTests
{
    [Theory]
    [InlineData(WebhookMode.Inline)]
    [InlineData(WebhookMode.StoreThenProcess)]
    public async Task A_handler_behind_an_inbox_has_the_headers_its_receiver_stores_and_no_proof_of_who_sent_them(WebhookMode mode)
    {
        string[] seen = [];
        var script = new InboxScript().Then(webhook =>
        {
            seen = [.. webhook.Headers.Select(header => $"{header.Key}={header.Value}").Order(StringComparer.Ordinal)];
            return Task.FromResult(WebhookResult.Done);
        });
        await using var host = await ReceiverHost.StartAsync(
            hooks =>
            {
                hooks.Options.StoredHeaders.Add("X-Shop");
                InboxAnswerTests.Complete(hooks, script, mode);
            },
            services => services.AddWebhookInbox().UseInMemoryStore());

        await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}").With("X-Shop", "7: a").With("X-Other", "x").With("Authorization", "Bearer x").With("Cookie", "a=b").With("User-Agent", "Acme/1.0"));
        await script.NextEffectAsync();

        var now = host.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(["Content-Type=application/octet-stream", "User-Agent=Acme/1.0", "X-Shop=7: a", "webhook-id=evt_1", $"webhook-timestamp={now}"], seen);
    }

    [Fact]
    public async Task A_receiver_can_store_no_header_but_the_media_type()
    {
        var seen = 0;
        var script = new InboxScript().Then(webhook =>
        {
            seen = webhook.Headers.Count();
            return Task.FromResult(WebhookResult.Done);
        });
        await using var host = await ReceiverHost.StartAsync(
            hooks =>
            {
                hooks.Options.StoredHeaders.Clear();
                InboxAnswerTests.Complete(hooks, script, WebhookMode.Inline);
            },
            services => services.AddWebhookInbox().UseInMemoryStore());

        await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}"));

        Assert.Equal(1, seen);
    }

    [Theory]
    [InlineData("webhook-signature")]
    [InlineData("authorization")]
    [InlineData("Cookie")]
    [InlineData("X-Gitlab-Token")]
    [InlineData("X-Acme-Sig")]
    [InlineData(" ")]
    public async Task A_header_that_proves_who_a_sender_is_cannot_be_stored(string name)
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => ReceiverHost.StartAsync(hooks =>
        {
            hooks.Options.StoredHeaders.Add(name);
            hooks.Verify(WebhookScheme.HexHeader("X-Acme-Sig"), SignedRequest.Secret);
            InboxAnswerTests.Complete(hooks, new InboxScript(), WebhookMode.Inline);
        }));

        Assert.Contains("StoredHeaders", fault.Message, StringComparison.Ordinal);
    }
}
