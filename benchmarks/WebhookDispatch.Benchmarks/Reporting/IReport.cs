namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>A run of a verb.</summary>
internal interface IReport
{
    DateTimeOffset MeasuredAt { get; }

    Machine Machine { get; }
}
