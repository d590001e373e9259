using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>How often and when attempts may be made.</summary>
internal static class AttemptRules
{
    internal static IEnumerable<Violation> Check(SimulationRun run, Checker checker)
    {
        var options = new WebhookDispatchOptions();
        run.Plan.Configure(options);
        var most = options.Schedule.RetryDelays.Count + 1;
        foreach (var settled in run.Ledger.Entries.OfType<Entry.Settled>().Where(settled => settled.Applied))
        {
            var settlement = settled.Settlement;
            var spent = settlement.Delivery.Attempts + (settlement.Attempt is null ? 0 : 1);

            // What blocks its endpoint is tried again whenever that is enabled, beyond the schedule.
            var blocks = run.Plan.IsOrdered(settlement.Delivery.EndpointId) && run.Plan.SkipAfter is null;
            var fault = settlement switch
            {
                _ when spent > most && !blocks => $"spent {spent} attempts of {most}",
                { Kind: SettlementKind.Dead, Reason: "exhausted" } when spent < most => $"was given up as exhausted after {spent} of {most} attempts",
                { Kind: SettlementKind.Dead, Reason: "gone" } when settlement.Attempt?.StatusCode != 410 => "was given up as gone without a 410",
                { Kind: SettlementKind.Dead, Reason: "poison_crash" } when settlement.Delivery.Claims <= 5 => $"was given up as poison after {settlement.Delivery.Claims} claims",
                { Kind: SettlementKind.Dead, Reason: "skipped" } when spent < run.Plan.SkipAfter => $"was skipped after {spent} of {run.Plan.SkipAfter} attempts",
                { Kind: SettlementKind.Retry } when (!blocks || spent < most) && settlement.Attempt is not null && settlement.Delay < Least(settlement, options) => $"is retried after {settlement.Delay}, less than {Least(settlement, options)}",
                { Kind: SettlementKind.Expired, Attempt: not null } => "expired and spent an attempt",
                _ => null,
            };
            if (fault is not null)
            {
                yield return new Violation($"delivery {settled.Id} {fault}", settlement.Delivery.Event.Id, settled.Id);
            }
        }

        if (run.MostInFlight > run.MostInFlightAllowed)
        {
            yield return new Violation($"{run.MostInFlight} requests were in flight to one endpoint of one process; {run.MostInFlightAllowed} may be");
        }

        foreach (var late in Late(run, checker))
        {
            yield return late;
        }
    }

    // The receiver's wish can only delay, and the schedule is the least.
    private static TimeSpan Least(Settlement settlement, WebhookDispatchOptions options)
    {
        var scheduled = options.Schedule.RetryDelays[settlement.Delivery.Attempts];
        var wished = settlement.Attempt!.RetryAfter is { } wish ? TimeSpan.FromTicks(Math.Min(wish.Ticks, options.Schedule.MaxRetryAfter.Ticks)) : TimeSpan.Zero;
        return wished > scheduled ? wished : scheduled;
    }

    // The process learns of the claim, and with it of the expiry, only with the store's answer.
    private static TimeSpan LongestAnswer(Plan plan) => plan.StoreFailures ? TimeSpan.FromSeconds(2.5) : TimeSpan.FromMilliseconds(500);

    private static IEnumerable<Violation> Late(SimulationRun run, Checker checker)
    {
        if (run.Ledger.Entries.OfType<Entry.Happened>().Any(happened => happened.Kind is Disturbance.ClockJump or Disturbance.Pause))
        {
            yield break;
        }

        var (stored, slack) = (run.Ledger.Entries.OfType<Entry.Stored>(), LongestAnswer(run.Plan));
        var expiries = stored.Where(stored => stored.ExpiresAt is not null).ToDictionary(stored => stored.EventId, stored => stored.ExpiresAt!.Value, StringComparer.Ordinal);
        foreach (var (sent, course) in checker.Courses.SelectMany(course => course.Sent.Where(sent => sent.Epoch == 0).Select(sent => (sent.Sent, course))))
        {
            if (expiries.TryGetValue(sent.EventId, out var expiresAt) && sent.StoreNow > expiresAt + slack)
            {
                yield return new Violation($"delivery {course.Id} was sent {(sent.StoreNow - expiresAt).TotalSeconds:0.0} s after its event had expired", sent.EventId, course.Id);
            }
        }
    }
}
