namespace WebhookDispatch.Benchmarks.CommandLine;

/// <summary>Arguments that cannot be used: exit code 2 and this message.</summary>
internal sealed class UsageException(string message) : Exception(message);
