using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Walls;

/// <summary>Retries decide; they do nothing. What decides is a function of what it is given.</summary>
public sealed class RetryTests
{
    private const string Retries = "WebhookDispatch.Retries";

    private static readonly string[] Doing =
    [
        "System.Net", "System.IO", "System.Diagnostics.Process", "System.Console", "System.Threading.Timer",
        "Microsoft.Extensions", "WebhookDispatch.Stores", "WebhookDispatch.Attempts", "WebhookDispatch.Telemetry",
    ];

    private static readonly string[] Guessing =
    [
        "System.TimeProvider", "System.Random", "System.Security.Cryptography", "System.Threading", "System.Diagnostics.Stopwatch",
        "Polly", Retries + ".RandomSource",
    ];

    /// <summary>Where decisions meet Polly, the clock and chance. Everything else in the folder is pure.</summary>
    private static readonly string[] Wired = ["CircuitTrigger", "EndpointCircuit", "RandomSource", "RetryPipeline"];

    private static readonly IReadOnlyList<TypeReference> References =
        [.. TypeReferences.In(Projects.Load(Projects.Core)).Where(reference => reference.From.Namespace == Retries)];

    [Fact]
    public void Retries_touch_no_network_no_file_and_no_store() =>
        Rule.Holds("Retries do no I/O.", WallRules.Faults(References, Doing));

    [Fact]
    public void Decisions_read_no_clock_and_draw_no_lots()
    {
        var pure = References.Where(reference => !Wired.Contains(reference.From.Name)).ToList();

        Assert.Contains(pure, reference => reference.From.Name == "RetryPolicy");
        Assert.Contains(pure, reference => reference.From.Name == "Backoff");
        Rule.Holds("Pass the time and the random number in.", WallRules.Faults(pure, Guessing));
    }

    [Fact]
    public void A_decision_that_reads_the_clock_is_found()
    {
        var impure = References.Where(reference => reference.From.Name == "CircuitTrigger");

        Assert.Contains(WallRules.Faults(impure, Guessing), fault => fault.Contains("TimeProvider.GetUtcNow", StringComparison.Ordinal));
    }
}
