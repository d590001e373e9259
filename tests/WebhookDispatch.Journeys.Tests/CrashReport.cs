using System.Globalization;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>What the ledgers say. A pure function of them, so that it can be tested itself.</summary>
internal sealed record CrashReport(int Kills, int Accepted, int Delivered, int Lost, int Duplicates, int Bound, double RecoveryP99)
{
    // What may be in flight when a process dies: the slots of the dispatcher, and outcomes of attempts that had ended
    // and were not yet written, at most one batch.
    private const int InFlightAtAKill = 64 + 512;

    internal static CrashReport Of(
        int kills, IReadOnlyCollection<string> accepted, IReadOnlyDictionary<string, int> received, IReadOnlyCollection<double> recoveries)
    {
        var ordered = recoveries.Order().ToList();
        return new CrashReport(
            kills,
            accepted.Count,
            received.Count,
            accepted.Count(id => !received.ContainsKey(id)),
            received.Values.Sum(times => times - 1),
            kills * InFlightAtAKill,
            ordered.Count == 0 ? 0 : ordered[(int)Math.Min(ordered.Count - 1, Math.Ceiling(ordered.Count * 0.99))]);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"kills={Kills} accepted={Accepted} delivered={Delivered} lost={Lost} duplicates={Duplicates} bound={Bound} recovery_p99_ms={RecoveryP99:0}");
}
