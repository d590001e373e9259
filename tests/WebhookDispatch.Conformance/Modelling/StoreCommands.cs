using FsCheck;
using FsCheck.Fluent;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Conformance.Modelling;

/// <summary>Random sequences of commands over few events, keys and endpoints, so that they meet each other.</summary>
internal static class StoreCommands
{
    private static readonly Gen<StoreCommand> Enqueue =
        from webhookEvent in Gen.Choose(0, 15)
        from key in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, Gen.Elements<string?>("k1", "k2", "k3")))
        from body in Gen.Frequency((4, Gen.Constant("x")), (1, Gen.Constant("y")))
        from endpoints in Gen.Elements("", "a", "b", "ab", "ac", "abc", "abc", "c", "c")
        from leased in Gen.Elements(true, false, false)
        from dueIn in Gen.Elements(0, 0, 0, 30)
        from expiresIn in Gen.Elements<int?>(null, null, 50, 100)
        select (StoreCommand)new StoreCommand.Enqueue(webhookEvent, key, body, endpoints, leased, leased ? 0 : dueIn, expiresIn);

    private static readonly Gen<StoreCommand> Claim =
        from max in Gen.Elements(1, 2, 3, 100)
        from capacity in Gen.Elements(1, 2, 100)
        from skip in Gen.Elements("", "", "", "a", "b")
        from ordered in Gen.Elements("", "", "", "a", "ab")
        from maxHeld in Gen.Elements<int?>(null, null, null, 1, 2)
        from firstAttemptsOnly in Gen.Elements(true, false, false)
        select (StoreCommand)new StoreCommand.Claim(max, capacity, skip, ordered, maxHeld, firstAttemptsOnly);

    private static readonly Gen<StoreCommand> Settle =
        from recent in Gen.Choose(0, 9)
        from kind in Gen.Elements(Enum.GetValues<SettlementKind>())
        from delay in Gen.Elements(0, 0, 20)
        select (StoreCommand)new StoreCommand.Settle(recent, kind, delay);

    private static readonly Gen<StoreCommand> Replay =
        from state in Gen.Elements<DeliveryState?>(null, null, DeliveryState.Dead, DeliveryState.Expired, DeliveryState.Delivered)
        from limit in Gen.Elements(1, 2, 100)
        select (StoreCommand)new StoreCommand.Replay(state, limit);

    // Ages end on a five and everything else on a zero: no delivery is exactly as old as the age.
    private static readonly Gen<StoreCommand> Forget =
        from endedFor in Gen.Elements(5, 95, 1005)
        from deadFor in Gen.Elements(5, 95, 1005)
        select (StoreCommand)new StoreCommand.Forget(endedFor, deadFor);

    internal static Arbitrary<StoreCommand[]> Sequences { get; } = Arb.From(
        Gen.Frequency(
            (5, Enqueue),
            (5, Claim),
            (8, Settle),
            (3, Gen.Elements(10, 30, 70, 1000).Select(seconds => (StoreCommand)new StoreCommand.Advance(seconds))),
            (1, Gen.Choose(0, 9).Select(recent => (StoreCommand)new StoreCommand.Cancel(recent))),
            (2, Replay),
            (1, Forget)).ArrayOf(),
        Shorter);

    /// <summary>The sequence without some of its commands: first without many, at last without one.</summary>
    private static IEnumerable<StoreCommand[]> Shorter(StoreCommand[] commands)
    {
        for (var cut = commands.Length; cut > 0; cut /= 2)
        {
            for (var start = 0; start + cut <= commands.Length; start += cut)
            {
                yield return [.. commands[..start], .. commands[(start + cut)..]];
            }
        }
    }
}
