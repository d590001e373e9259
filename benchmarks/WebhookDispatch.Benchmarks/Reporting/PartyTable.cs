using System.Globalization;
using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>Parties side by side, as they are read.</summary>
/// <param name="group">What the first column holds.</param>
/// <param name="each">What is counted.</param>
/// <param name="baseline">What ratios compare with.</param>
internal sealed class PartyTable(string group, string each, string baseline)
{
    private readonly TextTable _table = new(
        group, "party", $"{each}/s median (min-max)", $"ratio to {baseline} (min-max)", "CPU ratio", "p50 ms", "p99 ms",
        "sender CPU us", "receiver CPU us", "allocated B");

    public void Add(string label, PartySummary party) => _table.Add(
    [
        label,
        party.Party,
        Text(party.DeliveriesPerSecond, "F0"),
        Text(party.Ratio, "F3"),
        Text($"{party.CpuRatio.Median:F3}"),
        Text($"{party.Typical.P50Milliseconds:F3}"),
        Text($"{party.Typical.P99Milliseconds:F3}"),
        Text($"{party.Typical.SenderCpuMicrosecondsPerDelivery:F1}"),
        Text($"{party.Typical.ReceiverCpuMicrosecondsPerDelivery:F1}"),
        Text($"{party.Typical.AllocatedBytesPerDelivery:F0}"),
    ]);

    public void Write(TextWriter writer) => _table.Write(writer);

    /// <summary>A median and, in parentheses, how far the rounds lie apart.</summary>
    public static string Text(Spread spread, string format)
    {
        var culture = CultureInfo.InvariantCulture;
        return $"{spread.Median.ToString(format, culture)} ({spread.Min.ToString(format, culture)}-{spread.Max.ToString(format, culture)})";
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
