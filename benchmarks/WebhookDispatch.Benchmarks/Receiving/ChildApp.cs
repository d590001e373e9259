using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WebhookDispatch.Benchmarks.Receiving;

/// <summary>An application in a child process: silent, on a free port, printing its URL, and ending with its standard input.</summary>
internal static class ChildApp
{
    public static async Task RunAsync(Action<WebApplicationBuilder> register, Action<WebApplication> map)
    {
        // Where it is started it would watch every folder for changes of its settings, the one with the store's files included.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        register(builder);
        await using var app = builder.Build();
        map(app);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());

        // A parent that was killed closes the pipe, and no application stays behind.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
    }

    public static async Task ReadToEndAsync(HttpContext context)
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
