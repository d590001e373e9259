using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WebhookDispatch.TestKit.Leaks;

/// <summary>Every way out of the library: logs of every host, traces, metrics, event sources, and exceptions from the moment they are thrown.</summary>
public sealed class LeakChannels(LeakWatch watch) : IDisposable
{
    private const string Ours = "WebhookDispatch";

    private readonly Lock _gate = new();
    private readonly List<IDisposable> _open = [];

    public void Open()
    {
        lock (_gate)
        {
            if (_open.Count > 0)
            {
                return;
            }

            OpenTraces();
            OpenMetrics();
            _open.Add(new Events(watch));
            _open.Add(DiagnosticListener.AllListeners.Subscribe(new Sight<DiagnosticListener>(OnListener)));
            AppDomain.CurrentDomain.FirstChanceException += OnException;
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= OnException;
        lock (_gate)
        {
            _open.ForEach(channel => channel.Dispose());
            _open.Clear();
        }
    }

    // What an HTTP client tells belongs to us when it happens within an attempt of ours; a test's own client may name its URL.
    private static bool IsOurs(Activity? activity) =>
        activity is not null && (activity.Source.Name.StartsWith(Ours, StringComparison.Ordinal) || IsOurs(activity.Parent));

    private static bool IsOurs(Assembly? assembly) =>
        assembly?.GetName().Name is { } name
        && name.StartsWith(Ours, StringComparison.Ordinal)
        && !name.EndsWith("Tests", StringComparison.Ordinal)
        && name is not (Ours + ".TestKit" or Ours + ".Conformance");

    private void OpenTraces()
    {
        var listener = new ActivityListener
        {
            // Kestrel plays the receiver.
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (IsOurs(activity))
                {
                    watch.Look(
                        $"The trace {activity.Source.Name}",
                        $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(made => made.Tags))} {string.Join(' ', activity.Links.SelectMany(link => link.Tags ?? []))}");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        _open.Add(listener);
    }

    private void OpenMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Measuring that one queue makes the client add a span for it, and tests count spans.
                if (instrument.Meter.Name.StartsWith(Ours, StringComparison.Ordinal)
                    || (instrument.Meter.Name.StartsWith("System.Net", StringComparison.Ordinal) && instrument.Name != "http.client.request.time_in_queue"))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Look(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Look(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Look(instrument, tags));
        listener.Start();
        _open.Add(listener);
    }

    private void Look(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            watch.Look($"The metric {instrument.Name}", value is string text ? $"{key}={text}" : null);
        }
    }

    // Every host says that it is being built, and may be added to then.
    private void OnListener(DiagnosticListener listener)
    {
        if (listener.Name == "Microsoft.Extensions.Hosting")
        {
            _open.Add(listener.Subscribe(new Sight<KeyValuePair<string, object?>>(seen =>
            {
                if (seen is { Key: "HostBuilding", Value: IHostBuilder building })
                {
                    building.ConfigureServices(services => services.AddLogging(logging =>
                        logging.AddProvider(new LeakLoggers(watch)).AddFilter<LeakLoggers>(null, LogLevel.Trace)));
                }
            })));
        }
        else if (listener.Name.StartsWith(Ours, StringComparison.Ordinal))
        {
            _open.Add(listener.Subscribe(new Sight<KeyValuePair<string, object?>>(seen => watch.Look($"The listener {listener.Name}", $"{seen.Key} {seen.Value}"))));
        }
    }

    private void OnException(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        var exception = thrown.Exception;
        if (IsOurs(exception.GetType().Assembly) || IsOurs(exception.TargetSite?.DeclaringType?.Assembly))
        {
            watch.Look($"The exception {exception.GetType().Name}", $"{exception} {string.Join(' ', exception.Data.Values.Cast<object?>())}");
        }
    }

    private sealed class Events(LeakWatch watch) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name.StartsWith(Ours, StringComparison.Ordinal))
            {
                EnableEvents(eventSource, EventLevel.LogAlways);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            // The base constructor may report sources before this one's fields are there.
            watch?.Look($"The event source {eventData.EventSource.Name}", $"{eventData.Message} {string.Join(' ', eventData.Payload ?? [])}");
    }

    private sealed class Sight<T>(Action<T> next) : IObserver<T>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(T value) => next(value);
    }
}
