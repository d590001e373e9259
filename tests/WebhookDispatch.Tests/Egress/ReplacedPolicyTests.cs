using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Egress;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Egress;

/// <summary>A platform's own idea of what is inside, in place of the library's.</summary>
public sealed class ReplacedPolicyTests
{
    [Theory]
    [InlineData(true, "delivered")]
    [InlineData(false, "blocked_address")]
    public async Task A_policy_of_ones_own_decides_on_every_address(bool allows, string outcome)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var policy = new Platform(allows);
        await using var host = new SenderHost(
            options =>
            {
                options.Egress.AllowLoopback = false;
                options.Egress.AllowInsecureHttp = true;
                options.Retries.MaxRetries = 0;
            },
            builder =>
            {
                builder.Services.AddSingleton<IAddressPolicy>(policy);
                builder.Services.AddSingleton<INameResolver>(new KnownNames(IPAddress.Loopback));
            });

        var result = await host.Sender.SendAsync(
            Some.Endpoint(new Uri($"http://hooks.acme-receiver.com:{receiver.Url.Port}/")), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(outcome, Assert.Single(result.Attempts).Outcome);
        Assert.All(policy.Asked, asked => Assert.Equal((IPAddress.Loopback, receiver.Url.Port), asked));

        // Once for the answer of the resolver, once for the peer.
        Assert.Equal(allows ? 2 : 1, policy.Asked.Count);
    }

    [Fact]
    public async Task A_warm_connection_asks_nothing_more()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var policy = new Platform(allows: true);
        await using var host = new SenderHost(
            options => options.Egress.AllowInsecureHttp = true, builder => builder.Services.AddSingleton<IAddressPolicy>(policy));
        var endpoint = Some.Endpoint(receiver);

        for (var i = 0; i < 10; i++)
        {
            Assert.True((await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken)).Delivered);
        }

        // The URL names the address, so it is asked once more when the endpoint is checked.
        Assert.Equal(3, policy.Asked.Count);
    }

    private sealed class Platform(bool allows) : IAddressPolicy
    {
        internal List<(IPAddress Address, int Port)> Asked { get; } = [];

        public bool IsAllowed(IPAddress address, int port)
        {
            Asked.Add((address, port));
            return allows;
        }
    }
}
