using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Publish;

/// <summary>A run of <c>publish</c>, as it is read.</summary>
internal static class PublishTable
{
    public static void Write(TextWriter writer, PublishReport report)
    {
        var table = new PartyTable("callers", "calls", "fsync");
        table.Add("1", report.Parties[0]);
        table.Add(PartyTable.Text($"{report.Callers}"), report.Parties[1]);
        table.Write(writer);
    }
}
