using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Journeys.Tests.Faults;

/// <summary>One store, one receiver, and the processes that a test lets fail between them; with the ledgers of both sides.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private readonly RecordingReceiver _receiver;
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("webhooks-").FullName;
    private readonly ConcurrentDictionary<string, int> _received = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);

    private FaultRun(RecordingReceiver receiver) => _receiver = receiver;

    internal string Store => Path.Combine(_folder, "webhooks.db");

    internal string Folder => _folder;

    internal IReadOnlyCollection<string> Accepted => _accepted;

    internal int Arrivals => _received.Values.Sum();

    internal static async Task<FaultRun> StartAsync()
    {
        var run = new FaultRun(await RecordingReceiver.StartAsync());
        run.AnswerAfter(TimeSpan.Zero);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Answers 204 after a while, or never when it is <see langword="null"/>.</summary>
    internal void AnswerAfter(TimeSpan? wait) => AnswerOnce(context =>
        wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait ?? Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));

    /// <summary>Answers 204 once this has ended.</summary>
    internal void AnswerOnce(Func<HttpContext, Task> ready) => _receiver.AnswerWith(async (request, context) =>
    {
        _received.AddOrUpdate(request.Header("webhook-id")!, 1, static (_, times) => times + 1);
        await ready(context);
        context.Response.StatusCode = 204;
    });

    internal ValueTask<ReceivedRequest> NextArrivalAsync() => _receiver.NextAsync();

    /// <summary>Stores so many events without delivering them.</summary>
    internal async Task PublishAsync(int count)
    {
        var end = await ConsoleSenderProgram.RunAsync(PublishArguments(count));
        Assert.True(end.ExitCode == 0, end.ToString());
        Note(end);
    }

    internal string[] PublishArguments(int count, params string[] more) =>
    [
        "publish", "--store", Store, "--allow-loopback", "--url", _receiver.Url.ToString(), "--type", "fault.test", "--data", "{\"n\":1}",
        "--secret", Some.SecretText, "--count", $"{count}", .. more,
    ];

    internal RunningProgram Dispatch(params string[] more) => ConsoleSenderProgram.Start(["dispatch", "--store", Store, "--allow-loopback", .. more]);

    /// <summary>Remembers what a process said it had accepted.</summary>
    internal int Note(ProgramEnd end)
    {
        const string Told = "accepted ";
        foreach (var line in end.Output.Where(line => line.StartsWith(Told, StringComparison.Ordinal) && line.Length == Told.Length + 36))
        {
            _accepted.Add(line[Told.Length..]);
        }

        return end.Output.Count(line => line.StartsWith(Told, StringComparison.Ordinal));
    }

    /// <summary>Lets a last process deliver what is left, and compares the ledgers.</summary>
    internal async Task<CrashReport> FinishAsync(int inFlight)
    {
        AnswerAfter(TimeSpan.Zero);
        await using var last = Dispatch("--until-empty");
        var end = await last.EndAsync();
        Assert.True(end.ExitCode == 0, end.ToString());
        Assert.EndsWith(" pending=0", end.Output[^1], StringComparison.Ordinal);
        Assert.Contains("dead=0 ", end.Output[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(end.Output, line => line.Contains(" attempt 2 ", StringComparison.Ordinal));
        var report = CrashReport.Of(0, _accepted, _received, []) with { Bound = inFlight };
        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());
        Assert.Equal("ok", StoreIntegrity.Of(Store));
        Assert.True(report.Lost == 0 && report.Duplicates <= report.Bound, report.ToString());
        return report;
    }
}
