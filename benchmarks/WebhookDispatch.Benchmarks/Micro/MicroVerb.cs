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
    public string Name => "micro";

    public string Usage => "micro [--smoke]";

    public Task<int> RunAsync(string[] args)
    {
        var smoke = new Arguments(args, [], ["--smoke"]).Has("--smoke");
        var config = ManualConfig.CreateEmpty()
            .AddJob(smoke ? Job.Dry : Job.Default)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(JsonExporter.Brief)
            .WithArtifactsPath(Path.Combine(Artifacts.Folder, smoke ? "micro-smoke" : "micro"))
            .WithOptions(ConfigOptions.JoinSummary);
        var summary = BenchmarkRunner.Run([typeof(SigningBenchmarks), typeof(EventBenchmarks), typeof(RetryBenchmarks), typeof(ConnectBenchmarks)], config);
        return Task.FromResult(summary.All(joined => joined.Reports.Length > 0 && joined.Reports.All(report => report.Success)) ? 0 : 1);
    }
}
