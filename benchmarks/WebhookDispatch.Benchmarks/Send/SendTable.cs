using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Send;

/// <summary>A run of <c>send</c>, as it is read.</summary>
internal static class SendTable
{
    public static void Write(TextWriter writer, SendReport report)
    {
        var table = new PartyTable("concurrency", "deliveries", "raw");
        foreach (var level in report.Levels)
        {
            foreach (var party in level.Parties)
            {
                table.Add(PartyTable.Text($"{level.Concurrency}"), party);
            }
        }

        table.Write(writer);
    }
}
