using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>What the ledger of one run comes to.</summary>
internal sealed record Verdict(int Accepted, int Deliveries, int Sent, int Duplicates, int Crashes, IReadOnlyList<Violation> Violations)
{
    internal static Verdict Of(SimulationRun run)
    {
        var options = new WebhookDispatchOptions();
        run.Plan.Configure(options);
        var checker = new Checker { IsOrdered = run.Plan.IsOrdered, Retention = options.Retention };
        checker.Read(run.Ledger);
        checker.Compare(run.Ledger);
        checker.Compare(run.Deliveries);
        var duplicates = DuplicateRules.Check(checker, run.Ledger);
        List<Violation> violations = [.. checker.Violations, .. AttemptRules.Check(run, checker), .. OutcomeRules.Check(checker, run.Ledger)];
        if (run.Plan.IsFaultless && duplicates > 0)
        {
            violations.Add(new Violation($"{duplicates} duplicates without a fault"));
        }

        return new Verdict(
            run.Ledger.Entries.OfType<Entry.Accepted>().Count(), checker.Courses.Count, run.Ledger.Entries.OfType<Entry.Sent>().Count(), duplicates,
            run.Ledger.Entries.OfType<Entry.Happened>().Count(happened => happened.Kind == Disturbance.Crash), violations);
    }

    /// <summary>The seed, what broke, and the lines of the ledger that concern it.</summary>
    internal string Explain(int seed, SimulationRun run)
    {
        var first = Violations[0];
        var ids = run.Ledger.Entries.OfType<Entry.Stored>().Where(stored => stored.EventId == first.EventId)
            .SelectMany(stored => stored.Deliveries).Select(delivery => delivery.Id).Where(id => first.DeliveryId is null || id == first.DeliveryId).ToHashSet();
        return $"""
            seed={seed}: {string.Join(Environment.NewLine, Violations.Select(violation => violation.What).Take(5))}
            {string.Join(Environment.NewLine, run.Ledger.About(first.EventId, ids))}
            """;
    }
}
