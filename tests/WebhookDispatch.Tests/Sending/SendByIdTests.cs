using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Sending;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Sending;

/// <summary>Direct sends by id to endpoints that are managed at run time.</summary>
public sealed class SendByIdTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_endpoint_is_sent_to_by_its_id_as_it_is_now()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);

        Assert.True((await Sender(host).SendAsync("acme", Some.Event(), Token)).Delivered);

        await host.Endpoints.DeleteAsync("acme", cancellationToken: Token);
        await Assert.ThrowsAsync<UnknownEndpointException>(() => Sender(host).SendAsync("acme", Some.Event(), Token).AsTask());
    }

    [Fact]
    public async Task A_tenants_endpoint_is_not_reached_by_an_id_alone()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver) with { Tenant = "red" }, Token);

        await Assert.ThrowsAsync<UnknownEndpointException>(() => Sender(host).SendAsync("acme", Some.Event(), Token).AsTask());

        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_replay_goes_to_the_stored_endpoint_as_it_is_now()
    {
        await using var old = (await RecordingReceiver.StartAsync()).AnswerWith(400);
        await using var current = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(old), Token);
        var refused = await Sender(host).SendAsync("acme", Some.Event(), Token);
        await host.Endpoints.UpdateAsync("acme", found => found with { Url = current.Url }, cancellationToken: Token);

        var replay = await host.Host.Services.GetRequiredService<IWebhookDeadLetters>().ReplayAsync(refused.DeadLetterId!, cancellationToken: Token);

        Assert.True(replay.Delivered);
        Assert.Single(current.Received);
    }

    private static IWebhookSender Sender(DurableHost host) => host.Host.Services.GetRequiredService<IWebhookSender>();
}
