using WebhookDispatch.Benchmarks.ByHand;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Durable;

/// <summary><c>durable</c>: publish, store, sign, POST, settle, beside a plain <see cref="HttpClient"/>.</summary>
internal sealed class DurableVerb : IVerb
{
    internal const int Callers = 64;
    private const int MostOutstanding = 2048;

    // Until the code of the whole journey is compiled for good: after 10,000 deliveries a delivery still cost the sender twice as much.
    private const int WarmUp = 100_000;

    private const double IdlePerSecond = 20;

    private static readonly double[] Shares = [0.1, 0.5, 0.9];

    public string Name => "durable";

    public string Usage => "durable [--store sqlite|postgres|memory] [--dispatchers 0] [--rounds 5] [--seconds 5] [--endpoints 100] [--publishers 256] [--sync-delay 0] [--by-hand] [--full-load] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--store", "--dispatchers", "--rounds", "--seconds", "--endpoints", "--publishers", "--sync-delay"], ["--by-hand", "--full-load", "--smoke"]);
        var smoke = arguments.Has("--smoke");
        var store = arguments.Word("--store", "sqlite", "sqlite", "postgres", "memory");
        var endpoints = arguments.Integer("--endpoints", 100, 1, 10_000);
        var settings = new RoundSettings(
            arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000),
            TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.2 : 5, 0.05, 600)),
            smoke ? 200 : WarmUp);
        var syncDelay = arguments.Number("--sync-delay", 0, 0, 1000);
        var dispatchers = arguments.Integer("--dispatchers", 0, 0, 16);
        if (dispatchers > 0 && store != "postgres")
        {
            throw new UsageException("--dispatchers needs --store postgres: the other stores are for one process.");
        }

        var byHand = arguments.Has("--by-hand");
        if (byHand && store != "postgres")
        {
            throw new UsageException("--by-hand needs --store postgres: what it is compared with is written for that.");
        }

        var publishers = arguments.Integer("--publishers", 256, 1, MostOutstanding);

        Describe(store, dispatchers, endpoints, publishers, syncDelay, byHand, settings);
        if (syncDelay > 0)
        {
            SlowSync.Begin(TimeSpan.FromMilliseconds(syncDelay));
        }

        using var watch = new DeliveryWatch(MostOutstanding);
        var report = await MeasureAsync((store, dispatchers, endpoints, publishers, syncDelay, arguments.Has("--full-load"), byHand, smoke), watch, settings);
        DurableTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(
            $"{Name}{(store == "sqlite" ? "" : $"-{store}")}{(dispatchers > 0 ? $"-{dispatchers}" : "")}{(byHand ? "-by-hand" : "")}{(syncDelay > 0 ? "-slow-disk" : "")}", smoke, report, ReportJson.Default.DurableReport);
        var failures = watch.Failures + report.Parties.Sum(party => party.Typical.Failures);
        if (failures > 0)
        {
            await Console.Error.WriteLineAsync($"{failures} attempts failed: the figures compare different work.");
        }

        return failures == 0 ? 0 : 1;
    }

    private static async Task<DurableReport> MeasureAsync(
        (string Store, int Dispatchers, int Endpoints, int Publishers, double SyncDelay, bool FullLoadOnly, bool ByHand, bool Smoke) run, DeliveryWatch watch, RoundSettings settings)
    {
        using var folder = new TemporaryFolder();
        await using var kept = await StoreUnderLoad.StartAsync(run.Store, folder, isNew: run.Smoke);
        using var arrivals = new ArrivalBoard(folder.PathOf("arrivals"));
        using var receiver = await ReceiverProcess.StartAsync(folder.PathOf("arrivals"));
        var audience = new Audience(run.Endpoints, i => new Uri(receiver.Url, $"/hooks/{i}"));
        await using var host = await StoredHost.StartAsync(
            kept.Where, audience.Endpoints, watch, options => options.Dispatching.Enabled = run.Dispatchers == 0);
        var others = await Task.WhenAll(Enumerable.Range(0, run.Dispatchers).Select(_ => DispatcherProcess.StartAsync(kept.Where!, receiver.Url, run.Endpoints, watch)));
        try
        {
            using var raw = new RawParty(new Uri(receiver.Url, "/hooks/raw"), SamplePayload.Create(), mostConnections: Callers);
            await using var byHand = run.ByHand
                ? await Outbox.StartAsync(await kept.NewAsync("by_hand"), new Uri(receiver.Url, "/hooks/by-hand"), SamplePayload.Create(), (Callers, MostOutstanding), () => kept.ServerProcessorTime)
                : null;
            // The server counts for all, and so for what is written by hand as well.
            var before = run.ByHand ? null : await kept.ReadUseAsync();
            var durable = new ClosedLoopParty(run.Store, host, audience, watch, elsewhere: UsedElsewhere);
            var parties = await MeasureFullLoadAsync(receiver, raw, byHand is null ? [durable] : [durable, byHand], run.Publishers, settings);
            var after = run.ByHand ? null : await kept.ReadUseAsync();
            var delivered = (await host.Store.CountDeliveriesAsync(CancellationToken.None)).Delivered;
            var peak = ProcessMemory.WorkingSet.Peak;
            var levels = run.FullLoadOnly || run.Dispatchers > 0
                ? [] : await MeasureLatencyAsync(new PacedLoad(host, audience, watch, arrivals), new PacedPosts(raw, arrivals), parties, settings);
            return new DurableReport(
                TimeProvider.System.GetUtcNow(), Machine.This, run.Store, run.Endpoints, run.Publishers, SamplePayload.Bytes, settings.Rounds, settings.Duration.TotalSeconds,
                run.SyncDelay, parties, levels, peak, run.Dispatchers,
                (double?)(after?.Transactions - before?.Transactions) / delivered, (double?)(after?.WalBytes - before?.WalBytes) / delivered);
        }
        finally
        {
            Array.ForEach(others, other => other.Dispose());
        }

        (TimeSpan Server, TimeSpan Dispatchers) UsedElsewhere() =>
            (kept.ServerProcessorTime, TimeSpan.FromTicks(others.Sum(other => other.ProcessorTime.Ticks)));
    }

    private static void Describe(string store, int dispatchers, int endpoints, int publishers, double syncDelay, bool byHand, RoundSettings settings)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"One receiver process (Kestrel, reads the body, answers 204) for {endpoints} endpoints; {SamplePayload.Bytes} B bodies; {settings.Rounds} rounds of {settings.Duration.TotalSeconds} s a cell."));
        Console.WriteLine(FormattableString.Invariant($"Before the first cell each party makes {settings.WarmUpDeliveries} deliveries, so that its code is compiled for good."));
        Console.WriteLine($"raw     HttpClient.SendAsync from {Callers} callers, unsigned. p50 and p99 are those of a POST.");
        Console.WriteLine($"{store,-7} {publishers} callers publish one event after another, each for one endpoint, at most {MostOutstanding} not yet delivered; all defaults. A cell");
        Console.WriteLine("        ends when all is delivered and settled. p50 and p99 are those of PublishAsync. Each event is made within the cell.");
        if (dispatchers > 0)
        {
            Console.WriteLine($"        {dispatchers} processes deliver; the one that publishes does not. Sender CPU is that of the one that publishes.");
        }

        if (byHand)
        {
            Console.WriteLine($"by hand no package: {publishers} callers store events with as little code as does it, {Callers} sign and POST them, and they are marked. No lease, no retry, no recovery.");
        }

        Console.WriteLine(FormattableString.Invariant($"paced   each party at shares of its own full load, and {store} at {IdlePerSecond} events/s. Commit: the return of PublishAsync. First byte: the receiver has the head of the request."));
        if (syncDelay > 0)
        {
            Console.WriteLine(FormattableString.Invariant($"Each sync of SQLite takes {syncDelay} ms longer than the disk needs."));
        }

        Console.WriteLine();
    }

    private static async Task<PartySummary[]> MeasureFullLoadAsync(ReceiverProcess receiver, RawParty raw, IParty[] stored, int publishers, RoundSettings settings)
    {
        (Cell Cell, IParty Party)[] parties = [(new Cell(receiver, Callers), raw), .. stored.Select(party => (new Cell(receiver, publishers), party))];
        var results = await Rounds.RunAsync(parties, settings);
        return [.. parties.Select((each, i) => PartySummary.Of(each.Party.Name, results[i], results[0]))];
    }

    private static async Task<DurableReport.Pace[]> MeasureLatencyAsync(PacedLoad load, PacedPosts posts, PartySummary[] parties, RoundSettings settings)
    {
        var (raw, durable) = (parties[0], parties[1]);
        (string Name, Func<Task<PacedResult>> Run)[] loads =
        [
            ($"{durable.Party}, idle", () => PublishAsync(IdlePerSecond)),
            .. Shares.SelectMany(share => new (string, Func<Task<PacedResult>>)[]
            {
                (PartyTable.Text($"{raw.Party}, {share:P0}"), () => posts.RunAsync(raw.DeliveriesPerSecond.Median * share, settings.Duration)),
                (PartyTable.Text($"{durable.Party}, {share:P0}"), () => PublishAsync(durable.DeliveriesPerSecond.Median * share)),
            }),
        ];
        var results = loads.Select(_ => new PacedResult[settings.Rounds]).ToArray();
        for (var round = 0; round < settings.Rounds; round++)
        {
            for (var i = 0; i < loads.Length; i++)
            {
                results[i][round] = await loads[i].Run();
            }
        }

        return [.. loads.Select((level, i) => new DurableReport.Pace(level.Name, results[i]))];

        Task<PacedResult> PublishAsync(double perSecond) => load.RunAsync(perSecond, settings.Duration, TimeSpan.FromSeconds(10), _ => true);
    }
}
