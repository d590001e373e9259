using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>A table of the page on performance, and the run it is written from.</summary>
/// <param name="Name">Of the run's file, and of the place on the page.</param>
/// <param name="Write">Reads the run and writes the table.</param>
internal sealed record PageSection(string Name, Action<Stream, TextWriter> Write)
{
    public static PageSection Of<TReport>(string name, JsonTypeInfo<TReport> typeInfo, Action<TextWriter, TReport> write)
        where TReport : IReport =>
        new(name, (file, writer) =>
        {
            var report = JsonSerializer.Deserialize(file, typeInfo) ?? throw new InvalidOperationException($"The file of {name} is empty.");
            write(writer, report);
            writer.WriteLine();
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Measured on {report.MeasuredAt:yyyy-MM-dd}: {report.Machine.Processors} processors shared by all parties, {report.Machine.Runtime}, {report.Machine.Architecture}."));
        });
}
