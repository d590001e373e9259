using System.Globalization;
using Npgsql;
using WebhookDispatch.Endpoints;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

public sealed class ReceiverDeathTests(SharedServer server)
{
    // The long run: WEBHOOKDISPATCH_RECEIVER_KILLS=200 dotnet test tests/WebhookDispatch.Journeys.Tests
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_RECEIVER_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 25;

    [Fact]
    public async Task An_event_takes_effect_once_when_the_receiver_is_killed_after_handling_and_before_acknowledging()
    {
        await using var receiver = new DyingReceiver();
        receiver.Start();

        var sent = await SendAllAsync(receiver, Kills);

        Report("inline", receiver, sent, receiver.Effects);
        Assert.Equal(Kills, receiver.Deaths);
        Assert.Equal(sent.Order(StringComparer.Ordinal), receiver.Effects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_takes_effect_once_when_the_receiver_is_killed_after_storing_and_before_acknowledging()
    {
        await using var receiver = new DyingReceiver("--mode", "store", "--hold");
        receiver.Start();

        var sent = await SendAllAsync(receiver, Kills);
        Assert.Empty(receiver.Effects);
        await receiver.StopAsync();
        await receiver.FinishAsync(Kills);

        Report("store then process", receiver, sent, receiver.Effects);
        Assert.Equal(Kills, receiver.Deaths);
        Assert.Equal(sent.Order(StringComparer.Ordinal), receiver.Effects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Events_take_effect_once_when_the_receiver_is_killed_with_many_transactions_under_way()
    {
        var database = await (await server.GetAsync()).DatabaseAsync("deaths");
        await using var shop = NpgsqlDataSource.Create(database);
        await using var create = shop.CreateCommand("CREATE TABLE effect (id text NOT NULL)");
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var receiver = new DyingReceiver("--postgresql", database);
        receiver.Start();

        var sent = new List<string>();
        while (receiver.Deaths < Kills)
        {
            // One death can be that of several events, so it takes some more of them.
            sent.AddRange(await SendAllAsync(receiver, Math.Max(8, Kills - receiver.Deaths), atOnce: 8));
        }

        await using var read = shop.CreateCommand("SELECT array_agg(id) FROM effect");
        var effects = (string[])(await read.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Report("transaction", receiver, sent, effects);
        Assert.Equal(sent.Order(StringComparer.Ordinal), effects.Order(StringComparer.Ordinal));
    }

    // One at a time where the effect is in no transaction: what else is being handled at the kill may have taken effect without being marked as handled.
    private static async Task<IReadOnlyList<string>> SendAllAsync(DyingReceiver receiver, int count, int atOnce = 1)
    {
        await using var sender = await DispatchHost.StartAsync(
            builder => builder.UseInMemoryStore().AddEndpoint(Some.Endpoint(receiver.Url) with { Overrides = new EndpointOverrides { MaxInFlight = atOnce } }),
            options =>
            {
                options.Schedule.RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(500), 100)];
                options.CircuitBreaker.ConsecutiveFailures = 1000;
                options.CircuitBreaker.MinimumThroughput = 100_000;
            });
        var sent = new List<string>();
        for (var i = 0; i < count; i++)
        {
            sent.Add((await sender.Publisher.PublishAsync(Some.Event(), cancellationToken: TestContext.Current.CancellationToken)).EventId);
            if (sent.Count % atOnce == 0 || sent.Count == count)
            {
                await WhenDeliveredAsync(sender, (sent.Count - 1) % atOnce + 1);
            }
        }

        return sent;
    }

    private static void Report(string mode, DyingReceiver receiver, IReadOnlyList<string> sent, IReadOnlyList<string> effects)
    {
        var times = effects.CountBy(id => id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"mode={mode} kills={receiver.Deaths} sent={sent.Count} once={times.Count(pair => pair.Value == 1)} none={sent.Count(id => !times.ContainsKey(id))} more={times.Count(pair => pair.Value > 1)}");
    }

    private static async Task WhenDeliveredAsync(DispatchHost sender, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await sender.Seen.NextDeliveredAsync();
        }
    }
}
