namespace Receiver;

/// <summary>Fails and dawdles as the command line asks, before anything is read.</summary>
internal sealed class Trouble(ReceiverArguments arguments, TimeProvider timeProvider)
{
    private int _requests;

    public async Task MakeAsync(HttpContext context, RequestDelegate next)
    {
        if (arguments.Delay > TimeSpan.Zero)
        {
            await Task.Delay(arguments.Delay, timeProvider, context.RequestAborted);
        }

        if (Interlocked.Increment(ref _requests) > arguments.FailCount)
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = arguments.FailStatus;
        Console.WriteLine($"{Shown(context.Request.Headers["webhook-id"].ToString())} - failed {arguments.FailStatus}");
    }

    private static string Shown(string text) => text.Length == 0 ? "-" : string.Concat(text.Take(256).Select(c => c is > ' ' and <= '~' ? c : '?'));
}
