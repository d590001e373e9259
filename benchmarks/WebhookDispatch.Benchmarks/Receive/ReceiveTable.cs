using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>A run of <c>receive</c>, as it is read.</summary>
internal static class ReceiveTable
{
    public static void Write(TextWriter writer, ReceiveReport report)
    {
        var table = new PartyTable("connections", "requests", ReceivingApps.All[0].Name);
        foreach (var party in report.Parties)
        {
            table.Add(PartyTable.Text($"{report.Connections}"), party);
        }

        table.Write(writer);
        foreach (var party in report.Parties.Where(party => party.Typical.ServerCpuMicrosecondsPerDelivery > 0))
        {
            writer.WriteLine(PartyTable.Text($"{party.Party}: {party.Typical.ServerCpuMicrosecondsPerDelivery:F1} us of processor time of the server for each request."));
        }
    }
}
