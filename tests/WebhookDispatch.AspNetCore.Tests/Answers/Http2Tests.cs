using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Answers;

/// <summary>What is promised over HTTP/1.1 holds over HTTP/2, as proxies speak it.</summary>
public sealed class Http2Tests
{
    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("webhook-id", HttpStatusCode.Unauthorized)]
    [InlineData("long", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("long in pieces", HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_request_gets_its_answer(string fault, HttpStatusCode expected)
    {
        await using var host = await ReceiverHost.StartAsync(
            null,
            (app, _) => app.MapWebhooks("/hooks", hooks =>
            {
                hooks.Options.MaxBodyBytes = 1000;
                hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(_ => Task.CompletedTask);
            }),
            HttpProtocols.Http2);

        using var message = SignedRequest.Of(fault.StartsWith("long", StringComparison.Ordinal) ? new string(' ', 5000) : "{}").Without(fault).ToMessage();
        (message.Version, message.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        message.Content!.Headers.ContentLength = fault == "long in pieces" ? null : message.Content.Headers.ContentLength;
        using var answer = await host.Client.SendAsync(message, Patience.Token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning && !line.Category.StartsWith("WebhookDispatch", StringComparison.Ordinal));
    }
}
