using CommandLine;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;

namespace ConsoleSender;

/// <summary>What <c>send</c> was asked to do.</summary>
internal sealed record SendArguments
{
    private static readonly string[] Options =
        [.. EndpointArguments.Options, "--type", "--data", "--id", "--retries", "--base-delay", "--timeout", "--count", "--concurrency", "--every"];

    public required WebhookEndpoint Endpoint { get; init; }

    public required string Type { get; init; }

    public required byte[] Body { get; init; }

    public string? Id { get; init; }

    public int? Retries { get; init; }

    public TimeSpan? BaseDelay { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool AllowLoopback { get; init; }

    /// <summary>How many events; <see langword="null"/> for one each interval until stopped.</summary>
    public int? Count { get; init; }

    public int Concurrency { get; init; }

    public TimeSpan? Every { get; init; }

    public bool Json { get; init; }

    /// <summary>The secret that was made because none was given, to be shown once.</summary>
    public WebhookSecret? MadeSecret { get; init; }

    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static SendArguments Parse(ReadOnlySpan<string> given)
    {
        var arguments = new Arguments(given, Options, "--allow-loopback", "--json");
        var allowLoopback = arguments.Has("--allow-loopback");
        var every = arguments.Duration("--every", TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        var parsed = new SendArguments
        {
            Endpoint = EndpointArguments.Parse(arguments, "console", allowLoopback, out var madeSecret),
            Type = arguments.Required("--type"),
            Body = EventBody.Read(arguments.Required("--data")),
            Id = arguments.Optional("--id"),
            Retries = arguments.Number("--retries", 0, 100),
            BaseDelay = arguments.Duration("--base-delay", TimeSpan.Zero, TimeSpan.FromDays(1)),
            Timeout = arguments.Duration("--timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(2)),
            AllowLoopback = allowLoopback,
            Count = arguments.Number("--count", 1, 10_000_000) ?? (every is null ? 1 : null),
            Concurrency = arguments.Number("--concurrency", 1, 1024) ?? 1,
            Every = every,
            Json = arguments.Has("--json"),
            MadeSecret = madeSecret,
        };
        if (parsed.Id is not null && parsed.Count != 1)
        {
            throw new BadArgumentException("--id names one event; leave it out to have an id made for each, or send with --count 1.");
        }

        _ = parsed.CreateEvent();
        return parsed;
    }

    /// <exception cref="BadArgumentException">The type or the id is not valid.</exception>
    public WebhookEvent CreateEvent()
    {
        try
        {
            return WebhookEvent.FromBytes(Type, Body, id: Id);
        }
        catch (ArgumentException exception)
        {
            throw new BadArgumentException($"--{exception.ParamName}: {exception.Message.Split(" (Parameter", 2)[0]}");
        }
    }
}
