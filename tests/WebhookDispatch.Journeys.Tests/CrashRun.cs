using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>
/// Publishes and delivers in a child process that is killed again and again, then lets a last one finish, and keeps the
/// ledgers: what the child said it had accepted, and what the receiver got.
/// </summary>
internal sealed class CrashRun : IAsyncDisposable
{
    private readonly RecordingReceiver _receiver;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, int> _received = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Id, long At)> _arrivals = new();
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);
    private readonly List<double> _recoveries = [];

    private CrashRun(RecordingReceiver receiver, string folder)
    {
        _receiver = receiver;
        _folder = folder;
    }

    internal string Store => Path.Combine(_folder, "webhooks.db");

    internal static async Task<CrashRun> StartAsync()
    {
        var receiver = await RecordingReceiver.StartAsync();
        var run = new CrashRun(receiver, System.IO.Directory.CreateTempSubdirectory("webhooks-").FullName);
        receiver.AnswerWith(run.Receive);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One life of the child: it is killed once it has accepted about so many events.</summary>
    internal async Task LiveAndDieAsync(int acceptedBeforeKill)
    {
        var waiting = _accepted.Where(id => !_received.ContainsKey(id)).ToList();
        var born = Stopwatch.GetTimestamp();
        await using var child = StartChild("publish", "--url", _receiver.Url.ToString(), "--type", "crash.test", "--data", "{\"n\":1}",
            "--secret", Some.SecretText, "--count", "1000000", "--concurrency", "16", "--dispatch");
        var accepted = 0;
        while (await child.NextLineAsync() is { } line)
        {
            accepted += Note(line);
            if (accepted == acceptedBeforeKill)
            {
                child.Kill();
            }
        }

        var end = await child.EndAsync();
        Assert.True(accepted >= acceptedBeforeKill, $"The child ended by itself: {end.ErrorText}");
        Recover(waiting, born);
    }

    /// <summary>The last life: it delivers what is left.</summary>
    internal async Task<string> FinishAsync()
    {
        await using var child = StartChild("dispatch", "--until-empty");
        var last = "";
        while (await child.NextLineAsync() is { } line)
        {
            last = line;
        }

        var end = await child.EndAsync();
        Assert.True(end.ExitCode == 0, end.ErrorText);
        return last;
    }

    internal CrashReport Report(int kills) => CrashReport.Of(kills, _accepted, _received, _recoveries);

    private Task Receive(ReceivedRequest request, HttpContext context)
    {
        var id = request.Header("webhook-id")!;
        _received.AddOrUpdate(id, 1, static (_, times) => times + 1);
        _arrivals.Enqueue((id, Stopwatch.GetTimestamp()));
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    // A line that was cut by the kill is no promise.
    private int Note(string line)
    {
        const string Accepted = "accepted ";
        if (!line.StartsWith(Accepted, StringComparison.Ordinal) || line.Length != Accepted.Length + 36)
        {
            return 0;
        }

        _accepted.Add(line[Accepted.Length..]);
        return 1;
    }

    private void Recover(List<string> waiting, long born)
    {
        var recovered = _arrivals.Where(arrival => arrival.At > born).GroupBy(arrival => arrival.Id, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Min(arrival => arrival.At), StringComparer.Ordinal);
        foreach (var id in waiting.Where(recovered.ContainsKey))
        {
            _recoveries.Add(Stopwatch.GetElapsedTime(born, recovered[id]).TotalMilliseconds);
        }
    }

    private RunningProgram StartChild(string command, params string[] arguments) =>
        ConsoleSenderProgram.Start([command, "--store", Store, "--allow-loopback", .. arguments]);
}
