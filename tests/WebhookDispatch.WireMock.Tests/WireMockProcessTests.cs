using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>The server of these tests must not outlive them.</summary>
public sealed class WireMockProcessTests(WireMockFixture wireMock)
{
    [Fact]
    public async Task WireMock_ends_when_the_process_that_started_it_is_gone()
    {
        _ = wireMock.NewReceiver();
        await using var process = await WireMockProcess.StartAsync();
        using var server = new WireMockServer(process.Url);
        await server.EnsureHealthyAsync();

        await process.CloseInputAsync();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(server.EnsureHealthyAsync);
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
    }
}
