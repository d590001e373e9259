namespace WebhookDispatch.Benchmarks.CommandLine;

/// <summary>One thing the program can measure.</summary>
internal interface IVerb
{
    string Name { get; }

    /// <summary>The verb with its options, on one line; empty hides the verb.</summary>
    string Usage { get; }

    /// <returns>The exit code: 0, or 1 when deliveries failed and the figures mean nothing.</returns>
    /// <exception cref="UsageException">The arguments cannot be used.</exception>
    Task<int> RunAsync(string[] args);
}
