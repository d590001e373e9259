using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A party of this process.</summary>
internal sealed class PartyRival(IParty party, string settings, Func<ValueTask> dispose, int warmUp = 0) : IRival
{
    private readonly Cell _cell = new(null, 64);
    private bool _isWarm;

    public string Name => party.Name;

    public string Settings => settings;

    public async Task<RivalResult> MeasureAsync(TimeSpan duration)
    {
        if (!_isWarm)
        {
            await _cell.WarmUpAsync(party, warmUp);
            _isWarm = true;
        }

        var cell = await _cell.MeasureAsync(party, duration);
        return new RivalResult(
            cell.Deliveries, cell.Failures, cell.DeliveriesPerSecond, cell.P50Milliseconds, cell.P99Milliseconds, cell.SenderCpuMicrosecondsPerDelivery);
    }

    public ValueTask DisposeAsync() => dispose();
}
