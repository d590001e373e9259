using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using WebhookDispatch.Conformance.Modelling;
using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>Random commands, done to the store and to a tiny model of it. A failure is reported with the fewest commands that show it.</summary>
public abstract class ModelConformance : StoreConformance
{
    private static readonly string[] MustMeet =
    [
        "enqueue Stored", "enqueue Duplicate", "enqueue IdClash", "enqueue KeyClash",
        "a round was completed", "a round was cut", "the head of a line was taken", "any order was taken", "a first was held", "an abandoned one was held", "a replay was held", "expired was held",
        .. Enum.GetValues<SettlementKind>().SelectMany(kind => new[] { $"{kind} applied", $"{kind} stale" }),
        "cancelled", "replayed", "forgotten",
    ];

    private readonly HashSet<string> _met = [];

    /// <summary>How many sequences of commands are tried, unless the environment variable <c>WEBHOOKDISPATCH_SEQUENCES</c> says how many.</summary>
    protected virtual int Sequences => 200;

    private int Tried =>
        int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_SEQUENCES"), NumberStyles.None, CultureInfo.InvariantCulture, out var tried) ? tried : Sequences;

    [Fact]
    public async Task A_store_does_what_the_model_does()
    {
        // FsCheck waits for each sequence on the thread it was called on.
        await Task.Run(() => Prop.ForAll(StoreCommands.Sequences, TryAsync).Check(Config.QuickThrowOnFailure.WithMaxTest(Tried)), Cancellation);

        Assert.Empty(MustMeet.Except(_met));
    }

    private async Task TryAsync(StoreCommand[] commands)
    {
        await EmptyAsync();
        var run = new ModelRun(Store, AdvanceAsync, As, Tolerance, Cancellation);
        foreach (var command in commands)
        {
            await run.DoAsync(command);
        }

        await run.CompareHistoryAsync();
        _met.UnionWith(run.Met);
    }

    private async Task EmptyAsync()
    {
        foreach (var waiting in await Store.ListDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Waiting }, before: null, limit: 1000, Cancellation))
        {
            await Store.CancelDeliveryAsync(waiting.Tenant, waiting.DeliveryId, Cancellation);
        }

        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await Store.ForgetAsync(TimeSpan.Zero, TimeSpan.Zero, limit: 5000, Cancellation);
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
    }
}
