using System.Globalization;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

public sealed class ReceiverDeathTests
{
    // The long run: WEBHOOKDISPATCH_RECEIVER_KILLS=200 dotnet test tests/WebhookDispatch.Journeys.Tests
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_RECEIVER_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 25;

    [Fact]
    public async Task An_event_takes_effect_once_when_the_receiver_is_killed_after_handling_and_before_acknowledging()
    {
        await using var receiver = new DyingReceiver();
        receiver.Start();

        var sent = await SendAllAsync(receiver);

        Assert.Equal(Kills, receiver.Deaths);
        Assert.Equal(sent.Order(StringComparer.Ordinal), receiver.Effects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_takes_effect_once_when_the_receiver_is_killed_after_storing_and_before_acknowledging()
    {
        await using var receiver = new DyingReceiver("--mode", "store", "--hold");
        receiver.Start();

        var sent = await SendAllAsync(receiver);
        Assert.Empty(receiver.Effects);
        await receiver.StopAsync();
        await receiver.FinishAsync(Kills);

        Assert.Equal(Kills, receiver.Deaths);
        Assert.Equal(sent.Order(StringComparer.Ordinal), receiver.Effects.Order(StringComparer.Ordinal));
    }

    // One at a time: what else is being handled at the kill may have taken effect without being marked as handled.
    private static async Task<IReadOnlyList<string>> SendAllAsync(DyingReceiver receiver)
    {
        await using var sender = await DispatchHost.StartAsync(
            builder => builder.UseInMemoryStore().AddEndpoint(Some.Endpoint(receiver.Url) with { Overrides = new EndpointOverrides { MaxInFlight = 1 } }),
            options =>
            {
                options.Schedule.RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 100)];
                options.CircuitBreaker.ConsecutiveFailures = 1000;
                options.CircuitBreaker.MinimumThroughput = 100_000;
            });
        var sent = new List<string>();
        for (var i = 0; i < Kills; i++)
        {
            sent.Add((await sender.Publisher.PublishAsync(Some.Event(), cancellationToken: TestContext.Current.CancellationToken)).EventId);
            await sender.Seen.NextDeliveredAsync();
        }

        return sent;
    }
}
