using CommandLine;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.Signing;

namespace ConsoleSender;

/// <summary><c>publish</c>: stores events durably for one endpoint; with <c>--dispatch</c> it delivers them, too.</summary>
internal sealed record PublishCommand
{
    private static readonly string[] Options =
        [.. StoreArguments.Options, .. EndpointArguments.Options, "--endpoint", "--type", "--data", "--count", "--concurrency", "--key"];

    internal required StoreArguments Store { get; init; }

    internal required WebhookEndpoint Endpoint { get; init; }

    internal WebhookSecret? MadeSecret { get; init; }

    internal required string Type { get; init; }

    internal required byte[] Body { get; init; }

    internal string? Key { get; init; }

    internal int Count { get; init; }

    internal int Concurrency { get; init; }

    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static PublishCommand Parse(ReadOnlySpan<string> given)
    {
        var arguments = new Arguments(given, Options, [.. StoreArguments.Flags, "--dispatch"]);
        var parsed = new PublishCommand
        {
            Store = StoreArguments.Parse(arguments, arguments.Has("--dispatch")),
            Endpoint = EndpointArguments.Parse(
                arguments, arguments.Optional("--endpoint") ?? "console", arguments.Has("--allow-loopback"), out var madeSecret),
            MadeSecret = madeSecret,
            Type = arguments.Required("--type"),
            Body = EventBody.Read(arguments.Required("--data")),
            Key = arguments.Optional("--key"),
            Count = arguments.Number("--count", 1, 10_000_000) ?? 1,
            Concurrency = arguments.Number("--concurrency", 1, 1024) ?? 1,
        };
        if (parsed.Key is not null && parsed.Count != 1)
        {
            throw new BadArgumentException("--key names one event; publish with --count 1.");
        }

        _ = parsed.CreateEvent();
        return parsed;
    }

    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var host = await StoreHost.StartAsync(Store, stopping);
        await SaveEndpointAsync(host);
        var options = new PublishOptions { EndpointId = Endpoint.Id, IdempotencyKey = Key };
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Count),
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = stopping },
                async (_, token) =>
                {
                    var result = await host.Publisher.PublishAsync(CreateEvent(), options, token);

                    // Written at once: whoever reads this line may rely on the event, even if this process dies now.
                    Console.Out.WriteLine($"accepted {result.EventId}");
                });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped; what was accepted is stored.");
        }
        catch (Exception exception) when (exception is PayloadTooLargeException or IdempotencyClashException)
        {
            throw new BadArgumentException(exception.Message);
        }

        if (Store.Dispatches)
        {
            await host.WhenEmptyAsync(stopping);
            await host.PrintCountsAsync();
        }

        return 0;
    }

    // The endpoint lives in the store, so that "dispatch" knows it. Without --secret a known endpoint keeps its own.
    private async Task SaveEndpointAsync(StoreHost host)
    {
        if (await host.Endpoints.FindAsync(Endpoint.Id) is not null || !await TryAddAsync(host))
        {
            await UpdateEndpointAsync(host);
        }
        else if (MadeSecret is { } secret)
        {
            Console.Error.WriteLine($"No --secret was given. Endpoint {Endpoint.Id} signs with {secret.Reveal()}: give it to the receiver to verify with.");
        }
    }

    /// <returns>Whether it was added; another process may have come first.</returns>
    private async Task<bool> TryAddAsync(StoreHost host)
    {
        try
        {
            await host.Endpoints.AddAsync(Endpoint);
            return true;
        }
        catch (InvalidEndpointException exception)
        {
            return await host.Endpoints.FindAsync(Endpoint.Id) is null
                ? throw new BadArgumentException(string.Join(Environment.NewLine, exception.Errors))
                : false;
        }
    }

    private async Task UpdateEndpointAsync(StoreHost host)
    {
        try
        {
            await host.Endpoints.UpdateAsync(
                Endpoint.Id,
                found => Endpoint with { Secrets = MadeSecret is null ? Endpoint.Secrets : found.Secrets, IsEnabled = true, DisabledReason = null });
        }
        catch (InvalidEndpointException exception)
        {
            throw new BadArgumentException(string.Join(Environment.NewLine, exception.Errors));
        }
    }

    private WebhookEvent CreateEvent()
    {
        try
        {
            return WebhookEvent.FromBytes(Type, Body);
        }
        catch (ArgumentException exception)
        {
            throw new BadArgumentException($"--{exception.ParamName}: {exception.Message.Split(" (Parameter", 2)[0]}");
        }
    }
}
