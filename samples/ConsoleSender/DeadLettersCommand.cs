using System.Globalization;
using CommandLine;
using WebhookDispatch.Operating;
using WebhookDispatch.Stores;

namespace ConsoleSender;

/// <summary><c>dead-letters</c>: lists what was given up and puts it back into the queue; <c>dispatch</c> delivers it then.</summary>
internal sealed record DeadLettersCommand(StoreArguments Store, string Verb, long DeliveryId)
{
    private static readonly DeliveryFilter Dead = new() { State = DeliveryState.Dead };

    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static DeadLettersCommand Parse(ReadOnlySpan<string> given)
    {
        // The verb and the id may stand before or after the options.
        var words = new List<string>();
        var options = new List<string>();
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i].StartsWith("--", StringComparison.Ordinal))
            {
                options.Add(given[i]);
                if (!given[i].Contains('=', StringComparison.Ordinal) && i + 1 < given.Length)
                {
                    options.Add(given[++i]);
                }
            }
            else
            {
                words.Add(given[i]);
            }
        }

        var store = StoreArguments.Parse(new Arguments([.. options], ["--store", "--schedule"]), dispatches: false);
        return words switch
        {
            ["list"] => new DeadLettersCommand(store, "list", 0),
            ["replay-all"] => new DeadLettersCommand(store, "replay-all", 0),
            ["replay", var id] when long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new DeadLettersCommand(store, "replay", number),
            ["replay", ..] => throw new BadArgumentException("'dead-letters replay' needs one id: the number at the start of a line of 'dead-letters list'."),
            _ => throw new BadArgumentException("'dead-letters' needs one of: list, replay ID, replay-all."),
        };
    }

    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var host = await StoreHost.StartAsync(Store, stopping);
        return Verb switch
        {
            "list" => await ListAsync(host.Deliveries, stopping),
            "replay" => await ReplayAsync(host.Deliveries, stopping),
            _ => await ReplayAllAsync(host.Deliveries, stopping),
        };
    }

    private static async Task<int> ListAsync(IWebhookDeliveries deliveries, CancellationToken stopping)
    {
        await foreach (var dead in deliveries.ListAsync(Dead, stopping))
        {
            Console.WriteLine($"{dead.DeliveryId} {dead.EventId} {dead.EventType} {dead.EndpointId} {dead.Reason} attempts={dead.Attempts}");
        }

        return 0;
    }

    private async Task<int> ReplayAsync(IWebhookDeliveries deliveries, CancellationToken stopping)
    {
        if (await deliveries.ReplayAsync(DeliveryId, cancellationToken: stopping))
        {
            Console.WriteLine($"replayed {DeliveryId}");
            return 0;
        }

        Console.Error.WriteLine($"There is no dead letter {DeliveryId}.");
        return 1;
    }

    private static async Task<int> ReplayAllAsync(IWebhookDeliveries deliveries, CancellationToken stopping)
    {
        // One by one, because the durable replay is worked off by a dispatcher, and this process has none.
        var replayed = 0;
        await foreach (var dead in deliveries.ListAsync(Dead, stopping))
        {
            replayed += await deliveries.ReplayAsync(dead.DeliveryId, cancellationToken: stopping) ? 1 : 0;
        }

        Console.WriteLine($"replayed {replayed}");
        return 0;
    }
}
