using WebhookDispatch.Stores;

namespace WebhookDispatch.Conformance.Modelling;

/// <summary>One thing that is done to a store and to the model of it. What it names by number it finds in the run.</summary>
internal abstract record StoreCommand
{
    internal sealed record Enqueue(int Event, string? Key, string Body, string Endpoints, bool Leased, int DueIn, int? ExpiresIn) : StoreCommand;

    /// <param name="Max">The most deliveries.</param>
    /// <param name="Capacity">The most of each endpoint.</param>
    /// <param name="Skip">Endpoints that are left out.</param>
    /// <param name="Ordered">Endpoints whose deliveries go one by one.</param>
    /// <param name="MaxHeld">The most of each endpoint that may be held at once.</param>
    /// <param name="FirstAttemptsOnly">Whether retries are left alone.</param>
    internal sealed record Claim(int Max, int Capacity, string Skip, string Ordered, int? MaxHeld, bool FirstAttemptsOnly) : StoreCommand;

    /// <param name="Recent">Which of the leases given so far, counted from the newest: often one that is long lost.</param>
    /// <param name="Kind">What becomes of it.</param>
    /// <param name="Delay">In seconds.</param>
    internal sealed record Settle(int Recent, SettlementKind Kind, int Delay) : StoreCommand;

    internal sealed record Advance(int Seconds) : StoreCommand;

    internal sealed record Cancel(int Recent) : StoreCommand;

    internal sealed record Replay(DeliveryState? State, int Limit) : StoreCommand;

    internal sealed record Forget(int EndedFor, int DeadFor) : StoreCommand;
}
