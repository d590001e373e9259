using System.Text;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.Signing;
using WebhookDispatch.Simulation.Tests.Checking;
using WebhookDispatch.Simulation.Tests.Network;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Processes;

/// <summary>The application's code: publishes events, and again under the same id when it was not told that they are stored.</summary>
internal sealed class Users(World world, Ledger ledger, Machines machines, Receivers receivers, Plan plan)
{
    private static readonly string[] Types = ["invoice.paid", "invoice.sent", "order.placed"];

    private int _events;

    internal string AnyEndpoint => $"e{world.Random.Next(plan.Endpoints)}";

    /// <summary>Registers the endpoints that every run begins with.</summary>
    internal void Settle(SimulatedProcess process)
    {
        for (var number = 0; number < plan.Endpoints; number++)
        {
            var endpoint = NewEndpoint($"e{number}");
            process.Do(async with => await AddAsync(with, endpoint));
        }
    }

    internal WebhookEndpoint NewEndpoint(string id)
    {
        var secret = NewSecret();
        receivers.Trust(id, secret);
        return new WebhookEndpoint
        {
            Id = id,
            Url = new Uri($"https://{id}.acme-receiver.com/hooks"),
            Secrets = [secret],
            Overrides = plan.IsOrdered(id) ? new EndpointOverrides { Order = EndpointOrder.Strict, SkipAfter = plan.SkipAfter } : EndpointOverrides.None,
            EventTypes = world.Random.Next(3) switch { 0 => ["**"], 1 => ["invoice.*"], _ => ["order.placed", "invoice.paid"] },
        };
    }

    /// <summary>Lets the receiver know a secret before it is used.</summary>
    internal void Trust(string endpointId, WebhookSecret secret) => receivers.Trust(endpointId, secret);

    internal WebhookSecret NewSecret()
    {
        var key = new byte[32];
        world.Random.NextBytes(key);
        return WebhookSecret.Parse("whsec_" + Convert.ToBase64String(key));
    }

    internal async Task AddAsync(SimulatedProcess process, WebhookEndpoint endpoint)
    {
        while (true)
        {
            try
            {
                await process.Endpoints.AddAsync(endpoint);
                return;
            }
            catch (InvalidEndpointException)
            {
                // It was stored, and the answer was lost.
                return;
            }
            catch (StoreUnavailableException)
            {
                await world.Wait(TimeSpan.FromSeconds(1), process.Life);
            }
        }
    }

    internal void Publish()
    {
        var number = ++_events;
        var body = Encoding.UTF8.GetBytes($$"""{"number":{{number}},"salt":{{world.Random.Next()}}}""");
        var webhookEvent = WebhookEvent.FromBytes(Types[world.Random.Next(Types.Length)], body, id: $"event-{number}");
        var delay = world.Chance(0.2) ? world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(60)) : TimeSpan.Zero;
        var options = new PublishOptions
        {
            EndpointId = world.Chance(0.2) ? AnyEndpoint : null,
            IdempotencyKey = world.Chance(0.3) ? $"key-{number}" : null,
            DeliverAt = delay > TimeSpan.Zero ? World.Beginning + world.Elapsed + delay : null,

            // What would expire before it is due is refused.
            ExpiresAfter = world.Chance(0.2) ? delay + world.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(90)) : null,
        };
        machines.Any()?.Do(process => PublishAsync(process, webhookEvent, options, 6));
    }

    private async Task PublishAsync(SimulatedProcess process, WebhookEvent webhookEvent, PublishOptions options, int tries)
    {
        try
        {
            var result = await process.Publisher.PublishAsync(webhookEvent, options);
            ledger.Add(new Entry.Accepted(world.Elapsed, result.EventId, result.Deliveries) { Life = process.Life.Name });
        }
        catch (UnknownEndpointException)
        {
            // It has been deleted.
        }
        catch (ArgumentException refusal) when (refusal.Message.Contains(nameof(PublishOptions.ExpiresAfter), StringComparison.Ordinal))
        {
            // By the process's own clock, which jumped, it would expire before it is due.
        }
        catch (StoreUnavailableException) when (tries > 1)
        {
            // Another process may be asked: the id makes it the same event.
            world.At(TimeSpan.FromSeconds(1), null, () => machines.Any()?.Do(next => PublishAsync(next, webhookEvent, options, tries - 1)));
        }
        catch (StoreUnavailableException)
        {
            // Given up; nobody was told that it is stored.
        }
    }
}
