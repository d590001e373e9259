using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>What a process has seen succeed it writes down, however often the store fails, unless it dies first.</summary>
internal static class OutcomeRules
{
    internal static IEnumerable<Violation> Check(Checker checker, Ledger ledger)
    {
        var written = ledger.Entries.OfType<Entry.Settled>().Where(settled => settled.Settlement.Kind == SettlementKind.Delivered)
            .Select(settled => (settled.Life, settled.Id)).ToHashSet();
        var hindered = LivesThatCouldNot(ledger);
        return checker.Courses.SelectMany(course => course.Sent
            .Where(sent => checker.Succeeded.Contains(sent.Sent.Exchange) && !hindered.Contains(sent.Sent.Life) && !written.Contains((sent.Sent.Life, course.Id)))
            .Select(sent => new Violation($"delivery {course.Id} succeeded as #{sent.Sent.Exchange}, and {sent.Sent.Life} never wrote it down", course.EventId, course.Id)));
    }

    // A process that stops gives the store five seconds, and one that stood still has lost its leases.
    private static HashSet<string?> LivesThatCouldNot(Ledger ledger)
    {
        var stopping = new HashSet<string?>();
        var hindered = new HashSet<string?>();
        foreach (var happened in ledger.Entries.OfType<Entry.Happened>())
        {
            var isTooLate = happened.Kind is Disturbance.StoreFailure or Disturbance.Pause && stopping.Contains(happened.Life);
            _ = happened.Kind == Disturbance.Stopping && stopping.Add(happened.Life);
            _ = (happened.Kind == Disturbance.Crash || isTooLate) && hindered.Add(happened.Life);
        }

        return hindered;
    }
}
