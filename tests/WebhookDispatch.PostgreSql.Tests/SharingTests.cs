using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Operating;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>Several processes on one schema.</summary>
public sealed class SharingTests(SharedServer server) : StoreTest(server)
{
    [Fact]
    public async Task One_process_leads_until_its_lead_runs_out()
    {
        var one = await OpenAsync();
        var other = await OpenAsync();

        Assert.True(await one.LeadAsync("retention", TimeSpan.FromMinutes(5), Cancellation));
        Assert.True(await one.LeadAsync("retention", TimeSpan.FromMinutes(5), Cancellation));
        Assert.False(await other.LeadAsync("retention", TimeSpan.FromMinutes(5), Cancellation));
        Assert.True(await other.LeadAsync("replay", TimeSpan.FromMinutes(5), Cancellation));

        await Schemas.ExecuteAsync($"UPDATE {Schemas.Schema}.lead SET held_until = now() - interval '1 second'");
        Assert.True(await other.LeadAsync("retention", TimeSpan.FromMinutes(5), Cancellation));
        Assert.False(await one.LeadAsync("retention", TimeSpan.FromMinutes(5), Cancellation));
    }

    [Fact]
    public async Task Of_many_who_want_the_lead_one_gets_it()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync()));

        var leads = await Task.WhenAll(stores.Select(store => store.LeadAsync("retention", TimeSpan.FromMinutes(5), Cancellation).AsTask()));

        Assert.Single(leads, lead => lead);
    }

    [Fact]
    public async Task What_processes_see_of_an_endpoint_adds_up()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        var began = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        await Task.WhenAll(stores.SelectMany((store, i) => Enumerable.Range(0, 5).Select(j =>
            HealthNotes.AddAsync(store, new HealthChange("acme", false, EndpointFailures.First(began.AddHours((i * 5) + j)), TimeSpan.Zero), Cancellation).AsTask())));

        var (_, failures) = Assert.Single(await HealthNotes.ListAsync(stores[0], Cancellation));
        Assert.Equal((20, began.AddHours(19)), (failures.Deliveries, failures.LastAt));
        await HealthNotes.AddAsync(stores[1], HealthChange.Success("acme"), Cancellation);
        Assert.Empty(await HealthNotes.ListAsync(stores[2], Cancellation));
    }

    [Fact]
    public async Task Only_the_leader_forgets_what_is_old()
    {
        await using var host = await StartAsync(dispatches: false, notifies: false);
        var upkeep = host.Services.GetServices<IHostedService>().OfType<UpkeepService>().Single();
        await EnqueueAsync(host.Store);
        await SettleAsync(host.Store, Delivered(Assert.Single(await ClaimAsync(host.Store))));
        await Schemas.ExecuteAsync($"UPDATE {Schemas.Schema}.delivery SET ended_at = now() - interval '10 days'");
        await LeadElsewhereAsync("retention");

        await upkeep.RunOnceAsync(Cancellation);
        Assert.Equal(1, (await host.Store.CountDeliveriesAsync(Cancellation)).Delivered);

        await Schemas.ExecuteAsync($"DELETE FROM {Schemas.Schema}.lead");
        await upkeep.RunOnceAsync(Cancellation);
        Assert.Equal(0, (await host.Store.CountDeliveriesAsync(Cancellation)).Delivered);
    }

    [Fact]
    public async Task Only_the_leader_works_off_a_replay()
    {
        await using var host = await StartAsync(dispatches: false, notifies: false);
        var runner = host.Services.GetRequiredService<ReplayRunner>();
        await EnqueueAsync(host.Store);
        await SettleAsync(host.Store, new Settlement(Assert.Single(await ClaimAsync(host.Store)), SettlementKind.Dead, Reason: "exhausted"));
        await LeadElsewhereAsync("replay");
        await host.Services.GetRequiredService<IWebhookDeliveries>().StartReplayAsync(new DeliveryFilter(), perSecond: 10, Cancellation);

        Assert.True(await runner.RunOnceAsync(Cancellation));
        Assert.Equal(1, (await host.Store.CountDeliveriesAsync(Cancellation)).Dead);

        await Schemas.ExecuteAsync($"DELETE FROM {Schemas.Schema}.lead");
        await runner.RunOnceAsync(Cancellation);
        Assert.Equal(0, (await host.Store.CountDeliveriesAsync(Cancellation)).Dead);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task An_endpoint_added_in_one_process_is_known_in_the_others_within_moments(bool dispatches, bool notifies)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var one = await StartAsync(dispatches: false, notifies);
        await using var other = await StartAsync(dispatches, notifies);

        await one.Services.GetRequiredService<IWebhookEndpoints>().AddAsync(Some.Endpoint(receiver), Cancellation);

        var patience = Patience.Token;
        while ((await other.Publisher.PublishAsync(Some.Event(), cancellationToken: patience)).Deliveries == 0)
        {
        }
    }

    [Fact]
    public async Task What_one_process_publishes_another_delivers()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var publisher = await StartAsync(dispatches: false, notifies: true);
        await publisher.Services.GetRequiredService<IWebhookEndpoints>().AddAsync(Some.Endpoint(receiver), Cancellation);
        await using var dispatcher = await StartAsync(dispatches: true, notifies: true);

        var published = await publisher.Publisher.PublishAsync(Some.Event(), cancellationToken: Cancellation);

        Assert.Equal(published.EventId, await dispatcher.Seen.NextDeliveredAsync());
    }

    [Fact]
    public async Task A_circuit_that_one_process_opens_is_respected_in_the_other()
    {
        await using var unwell = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var well = (await RecordingReceiver.StartAsync()).AnswerWith(204);
        await using var one = await StartWithAsync(unwell, well);
        await using var other = await StartWithAsync(unwell, well);
        var circuits = other.Services.GetRequiredService<SharedCircuits>();

        // Each is handed over, so that only this process meets the failures that open the circuit.
        for (var i = 0; i < 5; i++)
        {
            await one.Publisher.PublishAsync(Some.Event("unwell"), cancellationToken: Cancellation);
        }

        while (circuits.OpenElsewhereFor("unwell") is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Patience.Token);
        }

        await other.Publisher.PublishAsync(Some.Event("unwell"), cancellationToken: Cancellation);
        var later = await other.Publisher.PublishAsync(Some.Event("well"), cancellationToken: Cancellation);
        Assert.Equal(later.EventId, await other.Seen.NextDeliveredAsync());
        Assert.Equal(5, unwell.Received.Count);
        Assert.All(other.Seen.Attempts, attempt => Assert.True(attempt.Succeeded));
    }

    private Task<DispatchHost> StartWithAsync(RecordingReceiver unwell, RecordingReceiver well) => DispatchHost.StartAsync(
        builder => builder.UsePostgreSql(Schemas.ConnectionString, options => options.Schema = Schemas.Schema)
            .AddEndpoint(Some.Endpoint(unwell, "unwell") with { EventTypes = ["unwell"] })
            .AddEndpoint(Some.Endpoint(well, "well") with { EventTypes = ["well"] }),
        options => options.Schedule.RetryDelays = [TimeSpan.FromHours(1)]);

    private Task LeadElsewhereAsync(string task) =>
        Schemas.ExecuteAsync($"INSERT INTO {Schemas.Schema}.lead VALUES ('{task}', 'another process', now() + interval '1 hour')");

    private Task<DispatchHost> StartAsync(bool dispatches, bool notifies) => DispatchHost.StartAsync(
        builder => builder.UsePostgreSql(Schemas.ConnectionString, options => (options.Schema, options.Notify) = (Schemas.Schema, notifies)),
        options => options.Dispatching.Enabled = dispatches);
}
