using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Everything;

/// <summary><c>all</c>: measures everything the page on performance shows, and writes its tables.</summary>
/// <param name="verbs">The verbs there are.</param>
/// <param name="sections">The tables of the page.</param>
internal sealed class AllVerb(IReadOnlyList<IVerb> verbs, IReadOnlyList<PageSection> sections) : IVerb
{
    private static readonly (string[] Full, string[] Smoke)[] Runs =
    [
        (["machine"], ["machine", "--smoke"]),
        (["send"], ["send", "--smoke"]),
        (["durable"], ["durable", "--smoke"]),
        (["durable", "--sync-delay", "2"], ["durable", "--sync-delay", "2", "--smoke"]),
        (["durable", "--store", "postgres"], ["durable", "--store", "postgres", "--smoke"]),
        (["durable", "--store", "postgres", "--by-hand", "--full-load"], ["durable", "--store", "postgres", "--by-hand", "--full-load", "--smoke"]),
        (["durable", "--store", "postgres", "--dispatchers", "2"], ["durable", "--store", "postgres", "--dispatchers", "2", "--smoke"]),
        (["publish"], ["publish", "--smoke"]),
        (["neighbour"], ["neighbour", "--smoke"]),
        (["backlog", "--rows", "10k,1M", "--endpoints", "1,100,10k"], ["backlog", "--endpoints", "1,10", "--smoke"]),
        (["backlog", "--store", "postgres"], ["backlog", "--store", "postgres", "--smoke"]),
        (["receive"], ["receive", "--smoke"]),
        (["rivals"], ["rivals", "--smoke"]),
        (["micro"], ["micro", "--smoke"]),
        (["idle"], ["idle", "--smoke"]),
    ];

    public string Name => "all";

    public string Usage => "all [--tables] [--smoke]   --tables only writes them, from what was measured before";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, [], ["--tables", "--smoke"]);
        var smoke = arguments.Has("--smoke");
        var worst = 0;
        foreach (var (full, quick) in arguments.Has("--tables") ? [] : Runs)
        {
            var run = smoke ? quick : full;
            Console.WriteLine($"== {string.Join(' ', run)}");
            worst = Math.Max(worst, await verbs.Single(verb => verb.Name == run[0]).RunAsync(run[1..]));
        }

        if (!smoke)
        {
            WriteTables();
        }

        return worst;
    }

    private void WriteTables()
    {
        var page = new PerformancePage(Path.Combine(Artifacts.Repository, "docs", "performance.md"));
        foreach (var section in sections.Where(section => File.Exists(Artifacts.PathOf(section.Name, smoke: false))))
        {
            using var file = File.OpenRead(Artifacts.PathOf(section.Name, smoke: false));
            using var table = new StringWriter { NewLine = "\n" };
            section.Write(file, table);
            Console.WriteLine(page.TryPlace(section.Name, table.ToString()) ? $"{section.Name}: written" : $"{section.Name}: the page has no place for it");
        }

        page.Save();
    }
}
