using System.Globalization;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Send;

/// <summary>A run of <c>send</c>, as it is read.</summary>
internal static class SendTable
{
    public static void Write(TextWriter writer, SendReport report)
    {
        var table = new TextTable(
            "concurrency", "party", "deliveries/s median (min-max)", "ratio to raw (min-max)", "CPU ratio", "p50 ms", "p99 ms",
            "sender CPU us", "receiver CPU us", "allocated B");
        foreach (var level in report.Levels)
        {
            foreach (var party in level.Parties)
            {
                table.Add(Row(level.Concurrency, party));
            }
        }

        table.Write(writer);
    }

    private static string[] Row(int concurrency, PartySummary party) =>
    [
        Text($"{concurrency}"),
        party.Party,
        Text($"{party.DeliveriesPerSecond.Median:F0} ({party.DeliveriesPerSecond.Min:F0}-{party.DeliveriesPerSecond.Max:F0})"),
        Text($"{party.Ratio.Median:F3} ({party.Ratio.Min:F3}-{party.Ratio.Max:F3})"),
        Text($"{party.CpuRatio.Median:F3}"),
        Text($"{party.Typical.P50Milliseconds:F3}"),
        Text($"{party.Typical.P99Milliseconds:F3}"),
        Text($"{party.Typical.SenderCpuMicrosecondsPerDelivery:F1}"),
        Text($"{party.Typical.ReceiverCpuMicrosecondsPerDelivery:F1}"),
        Text($"{party.Typical.AllocatedBytesPerDelivery:F0}"),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
