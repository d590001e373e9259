using System.Diagnostics;

namespace WebhookDispatch.DyingReceiver;

/// <summary>The events this receiver has died for, kept in a file so that it dies once for each.</summary>
internal sealed class DeathList(string path)
{
    private readonly HashSet<string> _died = File.Exists(path) ? [.. File.ReadAllLines(path)] : [];

    public Task DieIfDueAsync(object state)
    {
        var context = (HttpContext)state;
        var id = context.Request.Headers["webhook-id"].ToString();
        if (context.Response.StatusCode is >= 200 and <= 299 && _died.Add(id))
        {
            File.AppendAllText(path, id + "\n");
            Process.GetCurrentProcess().Kill();
        }

        return Task.CompletedTask;
    }
}
