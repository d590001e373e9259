using CommandLine;
using WebhookDispatch.Stores;

namespace ConsoleSender;

/// <summary><c>history</c>: what happened to one event.</summary>
internal sealed record HistoryCommand(StoreArguments Store, string EventId)
{
    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static HistoryCommand Parse(ReadOnlySpan<string> given) => given switch
    {
        [var id, .. var options] when !id.StartsWith("--", StringComparison.Ordinal) => new HistoryCommand(ParseStore(options), id),
        [.. var options, var id] when options.Length > 0 && !id.StartsWith("--", StringComparison.Ordinal) => new HistoryCommand(ParseStore(options), id),
        _ => throw new BadArgumentException("'history' needs --store STORE and one event id."),
    };

    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var host = await StoreHost.StartAsync(Store, stopping);
        if (await host.Deliveries.FindEventAsync(EventId, cancellationToken: stopping) is not { } history)
        {
            Console.Error.WriteLine($"There is no event {EventId} in the store.");
            return 1;
        }

        Console.WriteLine($"{history.Event.Id} {history.Event.Type} published {history.PublishedAt:O} {history.Event.Body.Length} bytes");
        foreach (var (delivery, attempts) in history.Deliveries)
        {
            Console.WriteLine($"  delivery {delivery.DeliveryId} to {delivery.EndpointId}: {Word(delivery)}");
            foreach (var recorded in attempts)
            {
                var attempt = recorded.Attempt;
                Console.WriteLine(
                    $"    attempt {attempt.Number} {attempt.StartedAt:O} {attempt.Outcome} {attempt.Duration.TotalMilliseconds:0} ms{(recorded.Epoch > 0 ? $" replay {recorded.Epoch}" : "")}{(recorded.Stale ? " stale" : "")}");
            }
        }

        return 0;
    }

    private static StoreArguments ParseStore(ReadOnlySpan<string> options) =>
        StoreArguments.Parse(new Arguments(options, ["--store", "--schedule"]), dispatches: false);

    private static string Word(DeliveryRecord delivery) => delivery.State switch
    {
        DeliveryState.Waiting => $"waiting, due {delivery.DueAt:O}",
        DeliveryState.Delivered => "delivered",
        var ended => $"{ended.ToString().ToLowerInvariant()} {delivery.Reason}",
    };
}
