using Microsoft.Extensions.Logging;

namespace WebhookDispatch.TestKit;

/// <summary>One log line.</summary>
public sealed record RecordedLog(string Category, LogLevel Level, int Id, string Text);
