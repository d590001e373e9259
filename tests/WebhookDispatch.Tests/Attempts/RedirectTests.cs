using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;
using WebhookDispatch.Tests.Egress;

namespace WebhookDispatch.Tests.Attempts;

public sealed class RedirectTests
{
    public static TheoryData<string> Vectors => EgressVectors.OfKind("redirect");

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_redirect_gets_the_verdict_of_its_case(string id)
    {
        Assert.False(EgressVectors.Allows(id));
        var status = EgressVectors.Case(id).GetProperty("status").GetInt32();
        await using var server = new RawServer(RawPeer.AnswersAll(
            $"HTTP/1.1 {status} Elsewhere\r\nLocation: {EgressVectors.Text(id, "location")}\r\nContent-Length: 0\r\n\r\n"));

        var attempt = await Attempted.OnceAsync(server.Url);

        Assert.Equal((AttemptFailure.RedirectRefused, status, "redirect_refused"), (attempt.Failure, attempt.StatusCode, attempt.Outcome));
        Assert.Equal(1, server.Accepted);
    }
}
