using Microsoft.Extensions.Logging;

namespace WebhookDispatch.House.Tests.Types;

/// <summary>Two log events under one id, and one without.</summary>
internal static partial class LogSample
{
    [LoggerMessage(7, LogLevel.Information, "First.")]
    public static partial void First(ILogger logger);

    [LoggerMessage(LogLevel.Information, "None.")]
    public static partial void None(ILogger logger);

    // The generator itself refuses a second 7 in one class.
    internal static partial class Other
    {
        [LoggerMessage(7, LogLevel.Information, "Second.")]
        public static partial void Second(ILogger logger);
    }
}
