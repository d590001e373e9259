using WebhookDispatch.Benchmarks.Backlog;
using WebhookDispatch.Benchmarks.Durable;
using WebhookDispatch.Benchmarks.Idle;
using WebhookDispatch.Benchmarks.Machines;
using WebhookDispatch.Benchmarks.Micro;
using WebhookDispatch.Benchmarks.Neighbour;
using WebhookDispatch.Benchmarks.Publish;
using WebhookDispatch.Benchmarks.Receive;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Rivals;
using WebhookDispatch.Benchmarks.Send;

namespace WebhookDispatch.Benchmarks.Everything;

/// <summary>The tables of the page on performance.</summary>
internal static class PageSections
{
    public static IReadOnlyList<PageSection> All { get; } =
    [
        PageSection.Of("machine", ReportJson.Default.MachineReport, MachineTable.Write),
        PageSection.Of("send", ReportJson.Default.SendReport, SendTable.Write),
        PageSection.Of("durable", ReportJson.Default.DurableReport, DurableTable.Write),
        PageSection.Of("durable-slow-disk", ReportJson.Default.DurableReport, DurableTable.Write),
        PageSection.Of("durable-postgres", ReportJson.Default.DurableReport, DurableTable.Write),
        PageSection.Of("durable-postgres-by-hand", ReportJson.Default.DurableReport, DurableTable.Write),
        PageSection.Of("durable-postgres-2", ReportJson.Default.DurableReport, DurableTable.Write),
        PageSection.Of("publish", ReportJson.Default.PublishReport, PublishTable.Write),
        PageSection.Of("neighbour", ReportJson.Default.NeighbourReport, NeighbourTable.Write),
        PageSection.Of("backlog", ReportJson.Default.BacklogReport, BacklogTable.Write),
        PageSection.Of("backlog-postgres", ReportJson.Default.BacklogReport, BacklogTable.Write),
        PageSection.Of("receive", ReportJson.Default.ReceiveReport, ReceiveTable.Write),
        PageSection.Of("rivals", ReportJson.Default.RivalsReport, RivalsTable.Write),
        PageSection.Of("micro", ReportJson.Default.MicroReport, MicroTable.Write),
        PageSection.Of("idle", ReportJson.Default.IdleReport, IdleTable.Write),
    ];
}
