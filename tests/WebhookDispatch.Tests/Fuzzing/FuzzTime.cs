using System.Globalization;

namespace WebhookDispatch.Tests.Fuzzing;

/// <summary>How long a mutation loop runs: a second, or what the environment variable <c>WEBHOOKDISPATCH_FUZZ_SECONDS</c> says.</summary>
internal static class FuzzTime
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 1);

    /// <summary>A seed of the day for long runs; the same one for the short ones, so that they do not fail by chance.</summary>
    internal static int Seed { get; } = Length > TimeSpan.FromSeconds(1) ? (int)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() : 4711;

    /// <summary>Whether everything is to be tried, which takes minutes.</summary>
    internal static bool IsFull { get; } = Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_FULL") is { Length: > 0 };

    /// <summary>Which first octets of IPv4 are swept: all, or those that <c>WEBHOOKDISPATCH_FULL</c> names as <c>0-63</c>.</summary>
    internal static (int From, int To) FirstOctets { get; } =
        Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_FULL")?.Split('-') is [var from, var to]
            ? (int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture))
            : (0, 255);

    /// <summary>Numbers until the time is over.</summary>
    internal static IEnumerable<int> Rounds()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var round = 0; TimeProvider.System.GetElapsedTime(started) < Length; round++)
        {
            yield return round;
        }
    }
}
