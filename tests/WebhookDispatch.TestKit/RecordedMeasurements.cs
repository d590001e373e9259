using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace WebhookDispatch.TestKit;

/// <summary>Keeps what the instruments of one container measured; other tests of this process have meters of the same name.</summary>
public sealed class RecordedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Measurement> _all = new();

    public RecordedMeasurements(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Those of HttpClient too, which measures into the same container.</summary>
    public IReadOnlyList<Measurement> All => [.. _all];

    public IReadOnlyList<Measurement> Ours => [.. _all.Where(measurement => measurement.Meter == "WebhookDispatch")];

    public IEnumerable<Measurement> Of(string instrument) => _all.Where(measurement => measurement.Instrument == instrument);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _all.Enqueue(new Measurement(
            instrument.Meter.Name, instrument.Name, instrument.Unit, value, string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));

    public sealed record Measurement(string Meter, string Instrument, string? Unit, double Value, string Tags);
}
