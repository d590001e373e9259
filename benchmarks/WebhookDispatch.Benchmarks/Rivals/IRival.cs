namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>Another way to have webhooks stored, signed, sent and marked as done.</summary>
internal interface IRival : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Its settings, as they are printed.</summary>
    string Settings { get; }

    /// <summary>Lets it deliver for so long from 64 callers, and ends when all is delivered.</summary>
    Task<RivalResult> MeasureAsync(TimeSpan duration);
}
