using System.Globalization;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>How statements are run.</summary>
/// <param name="Timeout">How long one may take.</param>
/// <param name="LockTimeout">How long one may wait for a lock.</param>
/// <param name="Prepare">Whether the server is to remember them.</param>
internal sealed record StatementTerms(TimeSpan Timeout, TimeSpan LockTimeout, bool Prepare)
{
    /// <summary>As a command takes it.</summary>
    internal int TimeoutSeconds => (int)Math.Ceiling(Timeout.TotalSeconds);

    /// <summary>As the server reads it, in milliseconds.</summary>
    internal string LockTimeoutText => ((long)LockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
