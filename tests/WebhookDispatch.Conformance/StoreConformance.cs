using System.Data.Common;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>
/// What every suite stands on: an empty store for each test, a clock that the test moves, and short words for what a publisher
/// and a dispatcher do with a store. Derive from each suite of this namespace once and say how your store is made.
/// </summary>
public abstract class StoreConformance : IAsyncLifetime
{
    /// <summary>How long claims of a test are held.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly TestClock _clock = new();
    private IWebhookStore? _store;

    /// <summary>Whether <see cref="ReopenAsync"/> finds again what was stored. Tests of durability are skipped, visibly, when it is not.</summary>
    protected virtual bool IsDurable => true;

    /// <summary>How far an instant or a length that the store counts may be off: its resolution, or the time a test takes where it has a clock of its own.</summary>
    protected virtual TimeSpan Tolerance => TimeSpan.FromMilliseconds(1);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected IWebhookStore Store => _store ?? throw new InvalidOperationException("The store is opened by InitializeAsync.");

    public async ValueTask InitializeAsync()
    {
        _store = await CreateStoreAsync(_clock);
        await _store.OpenAsync(Cancellation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>
    /// Makes a store, not opened. The first in a test must be empty; a second in the same test finds what the first left, if
    /// the store is durable. xunit makes one instance of the class for each test, so a path may be a field.
    /// </summary>
    protected abstract ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock);

    /// <summary>Begins a transaction of an application's own on the database of the store; <see langword="null"/> where the store takes part in none.</summary>
    protected virtual ValueTask<DbTransaction?> BeginTransactionAsync() => ValueTask.FromResult<DbTransaction?>(null);

    /// <summary>Closes the store as a process does that ends, and opens it as the next one does.</summary>
    protected virtual async ValueTask ReopenAsync()
    {
        await Store.DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>Lets time pass for the store. A store that reads the clock of a server overrides it.</summary>
    protected virtual ValueTask AdvanceAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }

    protected static NewEvent New(WebhookEvent webhookEvent, params string[] endpointIds) => new()
    {
        Event = webhookEvent,
        Deliveries = [.. endpointIds.Select(endpointId => new NewDelivery(endpointId, Leased: false))],
    };

    protected static NewEvent New(params string[] endpointIds) => New(Some.Event(), endpointIds);

    protected async Task<EnqueueResult> EnqueueAsync(NewEvent added) =>
        Assert.Single(await Store.EnqueueAsync([added], Lease, Cancellation));

    protected ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAllAsync(params NewEvent[] added) => Store.EnqueueAsync(added, Lease, Cancellation);

    /// <summary>Claims with much room, once round all endpoints.</summary>
    protected Task<IReadOnlyList<LeasedDelivery>> ClaimAsync() => ClaimAsync(Request());

    /// <summary>Goes on with the cursor until the round is complete. Ends although a store may find nothing on the way.</summary>
    protected async Task<IReadOnlyList<LeasedDelivery>> ClaimAsync(ClaimRequest request)
    {
        var claimed = new List<LeasedDelivery>();
        do
        {
            var result = await Store.ClaimAsync(request, Cancellation);
            claimed.AddRange(result.Deliveries);
            request = request with { Cursor = result.Cursor };
        }
        while (request.Cursor is not null);

        return claimed;
    }

    protected static ClaimRequest Request(int max = 1000) => new() { MaxDeliveries = max, Lease = Lease, DefaultCapacity = 1000 };

    /// <summary>Stores one delivery and claims it.</summary>
    protected async Task<LeasedDelivery> ClaimedAsync(string endpointId = "acme")
    {
        await EnqueueAsync(New(endpointId));
        return Assert.Single(await ClaimAsync());
    }

    /// <summary>Stores one delivery that ends as said.</summary>
    protected async Task<LeasedDelivery> EndedAsync(SettlementKind kind, string endpointId = "acme", NewEvent? added = null)
    {
        await EnqueueAsync(added ?? New(endpointId));
        var delivery = Assert.Single(await ClaimAsync());
        Assert.True(await SettleAsync(As(delivery, kind)));
        return delivery;
    }

    /// <summary>An outcome as a dispatcher reports it: with an attempt where there was one, with a reason where one is due.</summary>
    protected static Settlement As(LeasedDelivery delivery, SettlementKind kind) => kind switch
    {
        SettlementKind.Delivered => new(delivery, kind, Attempt(delivery, AttemptFailure.None)),
        SettlementKind.Retry => new(delivery, kind, Attempt(delivery), Delay: TimeSpan.FromSeconds(5)),
        SettlementKind.Dead => new(delivery, kind, Attempt(delivery), Reason: "exhausted"),
        SettlementKind.Expired => new(delivery, kind, Reason: "expired"),
        SettlementKind.Cancelled => new(delivery, kind, Reason: "cancelled"),
        SettlementKind.Release => new(delivery, kind),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a settlement."),
    };

    protected static DeliveryAttempt Attempt(LeasedDelivery delivery, AttemptFailure failure = AttemptFailure.HttpStatus) => new()
    {
        Number = delivery.Attempts + 1,
        StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        Duration = TimeSpan.FromMilliseconds(250),
        Failure = failure,
        StatusCode = failure == AttemptFailure.None ? 204 : 503,
    };

    protected async Task<bool> SettleAsync(Settlement settlement) =>
        Assert.Single(await Store.SettleAsync([settlement], Cancellation));

    protected Task<bool> SettleAsync(LeasedDelivery delivery, SettlementKind kind) => SettleAsync(As(delivery, kind));

    protected async Task<DeliveryRecord> RecordAsync(long deliveryId) =>
        Assert.Single(await Store.ListDeliveriesAsync(new DeliveryFilter { DeliveryId = deliveryId }, before: null, limit: 10, Cancellation));

    protected async Task<DeliveryHistory> HistoryAsync(LeasedDelivery delivery)
    {
        var found = await Store.FindEventAsync(delivery.Tenant, delivery.Event.Id, Cancellation);
        return Assert.Single(found!.Deliveries, one => one.Delivery.DeliveryId == delivery.DeliveryId);
    }

    protected void AssertClose(TimeSpan expected, TimeSpan? actual)
    {
        Assert.NotNull(actual);
        Assert.InRange(actual.Value, expected - Tolerance, expected + Tolerance);
    }
}
