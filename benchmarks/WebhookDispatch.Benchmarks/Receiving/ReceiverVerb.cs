using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.Benchmarks.CommandLine;

namespace WebhookDispatch.Benchmarks.Receiving;

/// <summary>The child process that is sent to: reads every body to the end and answers 204 or, where asked, never.</summary>
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
        await ChildApp.RunAsync(_ => { }, app => app.Run(arrivals is null ? AcceptAsync : context =>
        {
            arrivals.Note(context.Request.Headers["webhook-id"], Stopwatch.GetTimestamp());
            return AcceptAsync(context);
        }));
        return 0;
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        await ChildApp.ReadToEndAsync(context);
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
