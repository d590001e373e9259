using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>The limit: reads the body to its end and answers.</summary>
internal sealed class PlainApp : IReceivingApp
{
    public string Name => "plain";

    public string Description => "the same application without the package: reads the body to its end, answers 200";

    public void Register(WebApplicationBuilder builder, string folder)
    {
    }

    public void Map(WebApplication app)
    {
        RequestDelegate take = TakeAsync;
        app.MapPost(SignedLoad.Path, take);
    }

    private static async Task TakeAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
