namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>
/// Measures parties in turn, round after round, in one process: a shared machine slows down and speeds up within seconds,
/// and only what ran side by side can be compared.
/// </summary>
internal static class Rounds
{
    /// <returns>For each party, in the order given, its result in each round.</returns>
    public static async Task<CellResult[][]> RunAsync(Cell cell, IReadOnlyList<IParty> parties, RoundSettings settings)
    {
        foreach (var party in parties)
        {
            await cell.WarmUpAsync(party, settings.WarmUpDeliveries);
        }

        var results = parties.Select(_ => new CellResult[settings.Rounds]).ToArray();
        for (var round = 0; round < settings.Rounds; round++)
        {
            // Reversed every other round, so that no party is always the one after the same neighbour.
            var order = Enumerable.Range(0, parties.Count);
            foreach (var party in round % 2 == 0 ? order : order.Reverse())
            {
                results[party][round] = await cell.MeasureAsync(parties[party], settings.Duration);
            }
        }

        return results;
    }
}
