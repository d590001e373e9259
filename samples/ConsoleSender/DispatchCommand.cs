using CommandLine;

namespace ConsoleSender;

/// <summary><c>dispatch</c>: delivers what is stored, until it is empty or until it is stopped.</summary>
internal sealed record DispatchCommand(StoreArguments Store, bool UntilEmpty)
{
    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static DispatchCommand Parse(ReadOnlySpan<string> given)
    {
        var arguments = new Arguments(given, StoreArguments.Options, [.. StoreArguments.Flags, "--until-empty"]);
        return new DispatchCommand(StoreArguments.Parse(arguments, dispatches: true), arguments.Has("--until-empty"));
    }

    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var host = await StoreHost.StartAsync(Store, stopping);
        if (UntilEmpty)
        {
            await host.WhenEmptyAsync(stopping);
        }
        else
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await host.PrintCountsAsync();
        return 0;
    }
}
