using Microsoft.Extensions.Logging;

namespace WebhookDispatch.TestKit.Leaks;

/// <summary>Looks at every line that is logged, at its parts and at its scopes. Kestrel plays the receiver in tests, and may say what it received.</summary>
public sealed class LeakLoggers(LeakWatch watch) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, watch);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, LeakWatch watch) : ILogger
    {
        private readonly bool _isReceiver = category.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Look(state, "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => !_isReceiver;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            ArgumentNullException.ThrowIfNull(formatter);
            Look(state, $"{formatter(state, exception)} {exception}");
        }

        private void Look<TState>(TState state, string text)
        {
            if (!_isReceiver)
            {
                var parts = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : $"{state}";
                watch.Look($"The log {category}", $"{text} {parts}");
            }
        }
    }
}
