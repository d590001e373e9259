using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.Benchmarks.Receiving;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>The limit: reads the body to its end and answers.</summary>
internal sealed class PlainApp : IReceivingApp
{
    public string Name => "plain";

    public string Description => "the same application without the package: reads the body to its end, answers 200";

    public void Register(WebApplicationBuilder builder, string folder, string database)
    {
    }

    public void Map(WebApplication app)
    {
        RequestDelegate take = ChildApp.ReadToEndAsync;
        app.MapPost(SignedLoad.Path, take);
    }
}
