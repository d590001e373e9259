using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Sending;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Sending;

public sealed class ActiveEndpointsTests
{
    private static readonly Uri Url = new("http://127.0.0.1:5005/hooks");

    [Fact]
    public async Task Senders_that_meet_a_new_endpoint_together_get_one_circuit()
    {
        await using var host = new SenderHost();
        var active = host.Services.GetRequiredService<ActiveEndpoints>();
        for (var round = 0; round < 100; round++)
        {
            var id = $"acme-{round}";
            using var together = new Barrier(4);

            var circuits = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return active.Get(Some.Endpoint(Url, id)).Circuit;
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Single(circuits.Distinct());
        }
    }

    [Fact]
    public async Task An_endpoint_that_has_not_changed_is_prepared_once()
    {
        await using var host = new SenderHost();
        var active = host.Services.GetRequiredService<ActiveEndpoints>();
        var endpoint = Some.Endpoint(Url);

        Assert.Same(active.Get(endpoint), active.Get(endpoint));
        Assert.NotSame(active.Get(endpoint), active.Get(endpoint with { EventTypes = ["invoice.*"] }));
    }

    [Fact]
    public async Task However_many_endpoints_are_sent_to_no_more_are_kept_than_the_bound()
    {
        await using var host = new SenderHost(options => options.CircuitBreaker.MaxTrackedEndpoints = 20);
        var active = host.Services.GetRequiredService<ActiveEndpoints>();
        var ids = Enumerable.Range(0, 500).Select(i => $"acme-{i}").ToList();

        Parallel.ForEach(ids, id => active.Get(Some.Endpoint(Url, id)));

        Assert.InRange(ids.Count(id => active.Find(id) is not null), 1, 20);
    }
}
