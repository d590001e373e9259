using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.AspNetCore.Requests;

namespace WebhookDispatch.AspNetCore.Tests.Requests;

public sealed class LiveRequestTests
{
    [Fact]
    public void Headers_that_are_kept_after_the_request_was_let_go_of_are_its_own()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Headers["X-Id"] = "first";
        var request = new LiveRequest(context);
        Assert.Equal("X-Id: first", request.Keep(static _ => true));

        request.Leave();
        context.Request.Headers["X-Id"] = "another";

        Assert.Equal("X-Id: first", request.Keep(static _ => true));
    }
}
