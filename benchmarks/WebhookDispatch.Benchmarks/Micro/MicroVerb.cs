using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary><c>micro</c>: the parts that need no network, by BenchmarkDotNet.</summary>
internal sealed class MicroVerb : IVerb
{
    private static readonly Dictionary<string, Type> All = new(StringComparer.Ordinal)
    {
        ["signing"] = typeof(SigningBenchmarks),
        ["event"] = typeof(EventBenchmarks),
        ["retry"] = typeof(RetryBenchmarks),
        ["connect"] = typeof(ConnectBenchmarks),
    };

    public string Name => "micro";

    public string Usage => "micro [--smoke] [--only signing,event,retry,connect]";

    public Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--only"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        Type[] chosen = [.. arguments.Words("--only", [.. All.Keys], [.. All.Keys]).Select(word => All[word])];
        var config = ManualConfig.CreateEmpty()
            .AddJob(smoke ? Job.Dry : Job.Default)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(JsonExporter.Brief)
            .WithArtifactsPath(Path.Combine(Artifacts.Folder, smoke ? "micro-smoke" : "micro"))
            .WithOptions(ConfigOptions.JoinSummary);
        var summary = BenchmarkRunner.Run(chosen, config);
        return Task.FromResult(summary.All(joined => joined.Reports.Length > 0 && joined.Reports.All(report => report.Success)) ? 0 : 1);
    }
}
