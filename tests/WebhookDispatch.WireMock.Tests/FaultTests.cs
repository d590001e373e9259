using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>Receivers that do not give a proper answer.</summary>
public sealed class FaultTests(WireMockFixture wireMock)
{
    [Theory]
    [InlineData(StubFault.EmptyResponse)]
    [InlineData(StubFault.ConnectionResetByPeer)]

    // Its bytes hold no line end, so .NET waits for the rest of a status line and reports the end of the connection instead.
    [InlineData(StubFault.RandomDataThenClose)]
    public async Task A_connection_lost_before_the_status_line_is_a_reset_and_tried_again(StubFault fault)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(StubResponse.Failing(fault), 200);
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        Assert.Equal([AttemptFailure.ConnectionReset, AttemptFailure.None], result.Attempts.Select(attempt => attempt.Failure));
        Assert.Null(result.Attempts[0].StatusCode);
        Assert.True(result.Attempts[0].IsAmbiguous);
        Assert.Equal(2, (await receiver.ReceivedAsync()).Count);
    }

    [Fact]
    public async Task A_200_whose_body_is_malformed_is_delivered()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(StubResponse.Failing(StubFault.MalformedResponseChunk));
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        var attempt = Assert.Single(result.Attempts);
        Assert.Equal(200, attempt.StatusCode);
        Assert.True(attempt.ResponseTruncated);
        Assert.Single(await receiver.ReceivedAsync());
    }

    [Theory]
    [InlineData(StubFault.EmptyResponse)]
    [InlineData(StubFault.ConnectionResetByPeer)]
    public async Task A_request_lost_on_a_used_connection_is_not_repeated_behind_our_back(StubFault fault)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(200, StubResponse.Failing(fault), 200);
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);

        var first = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);
        var second = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(first.Delivered);
        Assert.Equal(DeadLetterReason.Exhausted, second.Reason);
        Assert.Equal(AttemptFailure.ConnectionReset, Assert.Single(second.Attempts).Failure);
        Assert.Equal(2, (await receiver.ReceivedAsync()).Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        var (receiver, elsewhere) = (wireMock.NewReceiver(), wireMock.NewReceiver());
        await receiver.AnswerWithAsync(StubResponse.WithHeader(status, "Location", elsewhere.Url.AbsoluteUri));
        await elsewhere.AnswerWithAsync(200);
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(DeadLetterReason.Rejected, result.Reason);
        var attempt = Assert.Single(result.Attempts);
        Assert.Equal(AttemptFailure.RedirectRefused, attempt.Failure);
        Assert.Equal(status, attempt.StatusCode);
        Assert.Single(await receiver.ReceivedAsync());
        Assert.Empty(await elsewhere.ReceivedAsync());
    }
}
