using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary><c>micro</c>: the parts of a delivery one by one, by BenchmarkDotNet.</summary>
internal sealed class MicroVerb : IVerb
{
    private static readonly Dictionary<string, Type> All = new(StringComparer.Ordinal)
    {
        ["signing"] = typeof(SigningBenchmarks),
        ["event"] = typeof(EventBenchmarks),
        ["retry"] = typeof(RetryBenchmarks),
        ["dispatch"] = typeof(DispatchBenchmarks),
        ["connect"] = typeof(ConnectBenchmarks),
    };

    public string Name => "micro";

    public string Usage => "micro [--smoke] [--only signing,event,retry,dispatch,connect]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--only"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        Type[] chosen = [.. arguments.Words("--only", [.. All.Keys], [.. All.Keys]).Select(word => All[word])];
        var config = ManualConfig.CreateEmpty()
            // A process of its own for each part takes minutes, which what says nothing about speed is not worth.
            .AddJob(smoke ? Job.Dry.WithToolchain(InProcessEmitToolchain.Instance) : Job.Default)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(JsonExporter.Brief)
            .WithArtifactsPath(Path.Combine(Artifacts.Folder, smoke ? "micro-smoke" : "micro"))
            .WithOptions(ConfigOptions.JoinSummary);
        var summary = BenchmarkRunner.Run(chosen, config);
        if (!summary.All(joined => joined.Reports.Length > 0 && joined.Reports.All(report => report.Success)))
        {
            return 1;
        }

        var report = MicroReport.Of(summary
            .SelectMany(joined => joined.Reports)
            .OrderBy(each => Array.IndexOf(chosen, each.BenchmarkCase.Descriptor.Type))
            .ThenBy(each => each.BenchmarkCase.Descriptor.MethodIndex));
        MicroTable.Write(Console.Out, report);

        // A part of them is no run of the page.
        await Artifacts.WriteAsync(Name, smoke || chosen.Length < All.Count, report, ReportJson.Default.MicroReport);
        return 0;
    }
}
