using CommandLine;

namespace ConsoleSender;

/// <summary>The options that say which store is meant and how it is worked on.</summary>
internal sealed record StoreArguments(
    string Store, bool AllowLoopback, bool Dispatches, IReadOnlyList<TimeSpan>? Schedule, TimeSpan? Timeout, TimeSpan? Lease, TimeSpan? Grace)
{
    /// <summary>Whether the store is a PostgreSQL database: a connection string that names a host, or a URL, which is then refused as such.</summary>
    public bool IsPostgreSql => Store.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) && Store.Contains("://", StringComparison.Ordinal) || Store.Split(';').Any(part =>
        part.Split('=', 2) is [var key, _] && key.Trim().ToLowerInvariant() is "host" or "server");

    public static readonly string[] Options = ["--store", "--schedule", "--timeout", "--lease", "--grace"];

    public static readonly string[] Flags = ["--allow-loopback"];

    /// <exception cref="BadArgumentException">An option cannot be used as it was given.</exception>
    public static StoreArguments Parse(Arguments arguments, bool dispatches)
    {
        var timeout = arguments.Duration("--timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(2));
        return new StoreArguments(
            arguments.Required("--store"), arguments.Has("--allow-loopback"), dispatches, ParseSchedule(arguments.Optional("--schedule")),
            timeout,
            arguments.Duration("--lease", 2 * (timeout ?? TimeSpan.FromSeconds(15)), TimeSpan.FromHours(1)),
            arguments.Duration("--grace", TimeSpan.Zero, TimeSpan.FromMinutes(10)));
    }

    private static List<TimeSpan>? ParseSchedule(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var delays = new List<TimeSpan>();
        foreach (var part in text.Split(','))
        {
            delays.Add(Duration.TryParse(part.Trim(), out var delay) && delay <= TimeSpan.FromDays(7)
                ? delay
                : throw new BadArgumentException($"--schedule holds '{part}'; give the delays before the retries, such as 1s,2s,4s."));
        }

        return delays;
    }
}
