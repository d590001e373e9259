using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.Benchmarks.CommandLine;

namespace WebhookDispatch.Benchmarks.Receiving;

/// <summary>The child process that is sent to: reads every body to the end and answers 204 or, where asked, never.</summary>
internal sealed class ReceiverVerb : IVerb
{
    internal const string Word = "receiver";

    /// <summary>Requests below it are read and never answered.</summary>
    internal const string HangingPath = "/hang";

    public string Name => Word;

    public string Usage => "";

    public async Task<int> RunAsync(string[] args)
    {
        _ = new Arguments(args, [], []);
        await ChildApp.RunAsync(_ => { }, app => app.Run(AcceptAsync));
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

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
