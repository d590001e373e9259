namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>
/// Measures parties in turn, round after round, in one process: a shared machine slows down and speeds up within seconds,
/// and only what ran side by side can be compared.
/// </summary>
internal static class Rounds
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <returns>For each party, in the order given, its result in each round.</returns>
    public static Task<CellResult[][]> RunAsync(Cell cell, IReadOnlyList<IParty> parties, RoundSettings settings) =>
        RunAsync([.. parties.Select(party => (cell, party))], settings);

    /// <summary>The same, for parties that differ in how many callers they have.</summary>
    public static async Task<CellResult[][]> RunAsync(IReadOnlyList<(Cell Cell, IParty Party)> parties, RoundSettings settings)
    {
        for (var burst = 0; burst < settings.WarmUpBursts; burst++)
        {
            foreach (var (cell, party) in parties)
            {
                await cell.WarmUpAsync(party, settings.WarmUpDeliveries / settings.WarmUpBursts);
                await Task.Delay(settings.WarmUpBursts > 1 ? Pause : TimeSpan.Zero);
            }
        }

        var results = parties.Select(_ => new CellResult[settings.Rounds]).ToArray();
        for (var round = 0; round < settings.Rounds; round++)
        {
            // Reversed every other round, so that no party is always the one after the same neighbour.
            var order = Enumerable.Range(0, parties.Count);
            foreach (var party in round % 2 == 0 ? order : order.Reverse())
            {
                results[party][round] = await parties[party].Cell.MeasureAsync(parties[party].Party, settings.Duration);
            }
        }

        return results;
    }
}
