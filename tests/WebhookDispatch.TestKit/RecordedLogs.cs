using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace WebhookDispatch.TestKit;

/// <summary>Keeps every log line as text.</summary>
public sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<RecordedLog> _lines = new();
    private readonly List<(Func<RecordedLog, bool> Kind, TaskCompletionSource<RecordedLog> Written)> _watchers = [];

    public IReadOnlyList<RecordedLog> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    /// <summary>The first line of that kind, once it is written.</summary>
    public Task<RecordedLog> WhenAsync(Func<RecordedLog, bool> kind)
    {
        var written = new TaskCompletionSource<RecordedLog>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_watchers)
        {
            _watchers.Add((kind, written));
        }

        if (_lines.FirstOrDefault(kind) is { } line)
        {
            written.TrySetResult(line);
        }

        return written.Task.WaitAsync(Patience.Token);
    }

    public void Dispose()
    {
    }

    private void Add(RecordedLog line)
    {
        _lines.Enqueue(line);
        lock (_watchers)
        {
            _watchers.Where(watcher => watcher.Kind(line)).ToList().ForEach(watcher => watcher.Written.TrySetResult(line));
        }
    }

    private sealed class Logger(string category, RecordedLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Add(new RecordedLog(category, logLevel, eventId.Id, $"{formatter(state, exception)} {exception}".Trim()));
    }
}
