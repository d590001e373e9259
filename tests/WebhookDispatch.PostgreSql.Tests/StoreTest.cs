using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>A schema for each test, and short words for what is done with a store. The time is the server's.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    private protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    private protected StoreTest(SharedServer server)
    {
        Server = server;
        Schemas = new StoreSchemas(server, GetType());
    }

    private protected SharedServer Server { get; }

    private protected StoreSchemas Schemas { get; }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static ClaimRequest Request { get; } = new() { MaxDeliveries = 1000, Lease = Lease, DefaultCapacity = 1000 };

    public async ValueTask InitializeAsync() => await Schemas.PrepareAsync(stopClock: false);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Schemas.DisposeAsync();
    }

    private protected async Task<PostgreSqlWebhookStore> OpenAsync(Action<PostgreSqlStoreOptions>? configure = null, string? connectionString = null)
    {
        var store = Create(configure, connectionString);
        await store.OpenAsync(Cancellation);
        return store;
    }

    private protected PostgreSqlWebhookStore Create(Action<PostgreSqlStoreOptions>? configure = null, string? connectionString = null)
    {
        var options = new PostgreSqlStoreOptions();
        configure?.Invoke(options);
        return Schemas.Create(TimeProvider.System, options, connectionString);
    }

    internal static NewEvent New(string endpointId = "acme", bool leased = false, string? id = null, int bytes = 100) => new()
    {
        Event = WebhookEvent.FromBytes("payment.completed", new byte[bytes], id: id),
        Deliveries = [new NewDelivery(endpointId, leased)],
    };

    private protected static async Task<EnqueueResult> EnqueueAsync(IWebhookStore store, NewEvent? added = null) =>
        Assert.Single(await store.EnqueueAsync([added ?? New()], Lease, Cancellation));

    private protected static async Task<IReadOnlyList<LeasedDelivery>> ClaimAsync(IWebhookStore store) =>
        (await store.ClaimAsync(Request, Cancellation)).Deliveries;

    private protected static Settlement Delivered(LeasedDelivery delivery) => new(delivery, SettlementKind.Delivered, new DeliveryAttempt
    {
        Number = delivery.Attempts + 1,
        StartedAt = DateTimeOffset.UnixEpoch.AddYears(56),
        Duration = TimeSpan.FromMilliseconds(12),
        Failure = AttemptFailure.None,
        StatusCode = 204,
    });

    private protected static async Task<bool> SettleAsync(IWebhookStore store, Settlement settlement) =>
        Assert.Single(await store.SettleAsync([settlement], Cancellation));

    private protected static async Task<StoreUnavailableException> AssertTroubleAsync(StoreTrouble reason, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(action);
        Assert.Equal(reason, exception.Reason);
        return exception;
    }
}
