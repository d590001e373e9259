using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Leaks;

namespace WebhookDispatch.Tests.Telemetry;

/// <summary>The watch that every test stands under is itself held to finding what leaks.</summary>
public sealed class LeakWatchTests
{
    private const string Mark = "planted-for-the-watch";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_shows_no_mark_is_left_alone()
    {
        var watch = new LeakWatch(Mark);

        watch.Look("A test", "nothing of it");
        watch.Look("A test", null);

        watch.ThrowIfLeaked();
    }

    [Fact]
    public void A_leak_is_told_once_with_where_and_what()
    {
        var watch = new LeakWatch(Mark);
        watch.Look("The log", $"a{Mark}b");

        var leak = Assert.Throws<LeakException>(watch.ThrowIfLeaked);

        Assert.Contains($"The log shows it, during {TestContext.Current.Test!.TestDisplayName}: a{Mark}b", leak.Message, StringComparison.Ordinal);
        watch.ThrowIfLeaked();
    }

    [Fact]
    public async Task A_leak_is_found_in_the_log_of_any_host_in_its_parts_and_in_its_scopes()
    {
        var watch = new LeakWatch(Mark);
        using var channels = new LeakChannels(watch);
        channels.Open();
        using var host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings()).Build();
        await host.StartAsync(Token);
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("WebhookDispatch.Any");

        logger.LogTrace("{Value}", Mark);
        Assert.Single(watch.TakeFound());
        logger.LogError(new InvalidOperationException(Mark), "It failed.");
        Assert.Single(watch.TakeFound());
        using (logger.BeginScope("in {Scope}", Mark))
        {
            Assert.Single(watch.TakeFound());
        }

        host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting").LogError("{Value}", Mark);
        Assert.Empty(watch.TakeFound());
    }

    [Fact]
    public void A_leak_is_found_in_traces_and_metrics()
    {
        var watch = new LeakWatch(Mark);
        using var channels = new LeakChannels(watch);
        channels.Open();
        using var source = new ActivitySource("WebhookDispatch.Sample");
        using var http = new ActivitySource("System.Net.Sample");
        using var meter = new Meter("WebhookDispatch.Sample");

        using (source.StartActivity("attempt")!.SetTag("url", Mark))
        {
            // An HTTP client's own span within an attempt.
            http.StartActivity("POST")!.SetTag("url.full", Mark).Stop();
            Assert.Single(watch.TakeFound());
        }

        Assert.Single(watch.TakeFound());
        http.StartActivity("POST")!.SetTag("url.full", Mark).Stop();
        Assert.Empty(watch.TakeFound());
        meter.CreateCounter<long>("sent").Add(1, KeyValuePair.Create<string, object?>("url", Mark));
        meter.CreateHistogram<double>("took").Record(1, KeyValuePair.Create<string, object?>("url", Mark));
        Assert.Equal(2, watch.TakeFound().Count);
    }

    [Fact]
    public void A_leak_is_found_in_an_exception_of_ours_even_when_it_is_caught()
    {
        var watch = new LeakWatch(Mark);
        using var channels = new LeakChannels(watch);
        channels.Open();

        Assert.Throws<UnknownEndpointException>(new Action(() => throw new UnknownEndpointException(Mark)));
        Assert.Throws<InvalidOperationException>(new Action(() => throw new InvalidOperationException(Mark)));

        Assert.Contains("UnknownEndpointException", Assert.Single(watch.TakeFound()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_in_which_something_leaks_fails()
    {
        var (good, _) = await RunAsync(nameof(Nothing_leaks_here));
        var (bad, output) = await RunAsync(nameof(Something_leaks_here));

        Assert.Equal(0, good);
        Assert.NotEqual(0, bad);
        Assert.Contains("A planted mark has leaked", output, StringComparison.Ordinal);
        Assert.Contains(Canary.Credential, output, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public Task Nothing_leaks_here() => LogAsync("nothing");

    [Fact(Explicit = true)]
    public Task Something_leaks_here() => LogAsync(Canary.Credential);

    private static async Task LogAsync(string value)
    {
        await using var host = new SenderHost();
        host.Services.GetRequiredService<ILogger<LeakWatchTests>>().LogInformation("{Value}", value);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string test)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true };
        string[] arguments = ["exec", typeof(LeakWatchTests).Assembly.Location, "-method", $"{typeof(LeakWatchTests).FullName}.{test}", "-explicit", "only"];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var run = Process.Start(start)!;
        var output = await run.StandardOutput.ReadToEndAsync(Patience.Token);
        await run.WaitForExitAsync(Patience.Token);
        return (run.ExitCode, output);
    }
}
