namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>
/// A receiver may get an event twice only where a fault stands between: the process that had the success died, stood still or
/// could not write it, a clock jumped, or the answer never came. Each such case is counted; any other breaks the promise.
/// </summary>
internal static class DuplicateRules
{
    /// <returns>How many duplicates there were.</returns>
    internal static int Check(Checker checker, Ledger ledger)
    {
        var received = ledger.Entries.OfType<Entry.Received>().Where(arrival => arrival.Status is >= 200 and < 300).ToDictionary(arrival => arrival.Exchange);
        var disturbances = ledger.Entries.OfType<Entry.Happened>().Where(happened => happened.Kind != Disturbance.None).ToList();
        var duplicates = 0;
        foreach (var course in checker.Courses)
        {
            foreach (var epoch in course.Sent.GroupBy(sent => sent.Epoch))
            {
                var took = epoch.Select(sent => sent.Sent).Where(sent => received.ContainsKey(sent.Exchange)).ToList();
                for (var later = 1; later < took.Count; later++)
                {
                    duplicates++;
                    if (!IsExcused(took[later - 1], took[later], checker, disturbances))
                    {
                        checker.Break(course, $"was sent as #{took[later].Exchange} although #{took[later - 1].Exchange} had succeeded and nothing was wrong");
                    }
                }
            }
        }

        return duplicates;
    }

    private static bool IsExcused(Entry.Sent first, Entry.Sent second, Checker checker, List<Entry.Happened> disturbances) =>
        !checker.Succeeded.Contains(first.Exchange)
        || disturbances.Any(fault => fault.At >= first.At - Recently(fault) && fault.At <= second.At
            && (fault.Kind == Disturbance.ClockJump || fault.Life == first.Life || fault.Life == second.Life));

    // A pause or a failing store before the attempt can have used up its lease.
    private static TimeSpan Recently(Entry.Happened fault) =>
        fault.Kind is Disturbance.Pause or Disturbance.StoreFailure or Disturbance.ClockJump ? TimeSpan.FromMinutes(3) : TimeSpan.Zero;
}
