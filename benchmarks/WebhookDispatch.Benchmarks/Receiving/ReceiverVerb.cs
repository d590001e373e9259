using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Benchmarks.CommandLine;

namespace WebhookDispatch.Benchmarks.Receiving;

/// <summary>The child process: prints its URL, reads every body to the end, answers 204 or, where asked, never, and ends with its standard input.</summary>
internal sealed class ReceiverVerb : IVerb
{
    internal const string Word = "receiver";

    internal const string ArrivalsOption = "--arrivals";

    /// <summary>Requests below it are answered after 50 ms.</summary>
    internal const string SlowPath = "/slow";

    /// <summary>Requests below it are read and never answered.</summary>
    internal const string HangingPath = "/hang";

    public string Name => Word;

    public string Usage => "";

    public async Task<int> RunAsync(string[] args)
    {
        using var arrivals = new Arguments(args, [ArrivalsOption], []).Path(ArrivalsOption) is { } path ? new ArrivalBoard(path) : null;

        // Where it is started it would watch every folder for changes of its settings, the one with the store's files included.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        await using var app = builder.Build();
        app.Run(arrivals is null ? AcceptAsync : context =>
        {
            arrivals.Note(context.Request.Headers["webhook-id"], Stopwatch.GetTimestamp());
            return AcceptAsync(context);
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());

        // A parent that was killed closes the pipe, and no receiver stays behind.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
        return 0;
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        if (context.Request.Path.StartsWithSegments(HangingPath, StringComparison.Ordinal))
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (context.Request.Path.StartsWithSegments(SlowPath, StringComparison.Ordinal))
        {
            await Task.Delay(50);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
