using WebhookDispatch.Endpoints;
using WebhookDispatch.Simulation.Tests.Checking;
using WebhookDispatch.Simulation.Tests.Stores;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Processes;

/// <summary>Those who change endpoints, cancel and replay while everything runs.</summary>
internal sealed class Operators(World world, Machines machines, SharedStore store, Users users, Plan plan)
{
    internal void Act()
    {
        if (machines.Any() is not { } process)
        {
            return;
        }

        var endpointId = users.AnyEndpoint;

        // What is ordered is not deleted: a process that does not know it takes what waits for it in any order, and sends none of it.
        var deed = world.Random.Next(8);
        deed = deed is 2 or 3 && plan.IsOrdered(endpointId) ? deed - 2 : deed;
        process.Do(with => TryAsync(with, deed switch
        {
            0 => ($"disables {endpointId}", () => with.Endpoints.DisableAsync(endpointId, "operator").AsTask()),
            1 => ($"enables {endpointId}", () => with.Endpoints.EnableAsync(endpointId).AsTask()),
            2 => ($"deletes {endpointId}", () => with.Endpoints.DeleteAsync(endpointId).AsTask()),
            3 => ($"adds {endpointId}", () => with.Endpoints.AddAsync(users.NewEndpoint(endpointId)).AsTask()),
            4 => ($"rotates {endpointId}", () => RotateAsync(with, endpointId)),
            5 => ("cancels", () => WithAnyAsync(id => with.Deliveries.CancelAsync(id))),
            6 => ("replays one", () => WithAnyAsync(id => with.Deliveries.ReplayAsync(id))),
            _ => ("replays", () => with.Deliveries.StartReplayAsync(new DeliveryFilter { EndpointId = endpointId }, perSecond: 2).AsTask()),
        }));
    }

    /// <summary>Enables what is disabled, again and again: an answer of 410 may still be on its way.</summary>
    internal void Mend()
    {
        world.At(TimeSpan.FromSeconds(30), null, Mend);
        machines.Any()?.Do(async with =>
        {
            foreach (var endpoint in (await with.Endpoints.ListAsync()).Where(endpoint => !endpoint.IsEnabled))
            {
                await TryAsync(with, ($"enables {endpoint.Id}", () => with.Endpoints.EnableAsync(endpoint.Id).AsTask()));
            }
        });
    }

    private async Task RotateAsync(SimulatedProcess with, string endpointId)
    {
        var secret = users.NewSecret();
        users.Trust(endpointId, secret);
        await with.Endpoints.RotateSecretAsync(endpointId, secret, world.Between(TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }

    private async Task WithAnyAsync(Func<long, ValueTask<bool>> act)
    {
        var deliveries = store.Deliveries;
        if (deliveries.Count > 0)
        {
            await act(deliveries[world.Random.Next(deliveries.Count)].DeliveryId);
        }
    }

    private static async Task TryAsync(SimulatedProcess process, (string Name, Func<Task> Act) deed)
    {
        process.Note(Disturbance.None, $"operator {deed.Name}");
        try
        {
            await deed.Act();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or UnknownEndpointException or InvalidEndpointException)
        {
            process.Note(Disturbance.None, $"operator {deed.Name}: {exception.GetType().Name}");
        }
    }
}
