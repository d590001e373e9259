using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Sqlite.Tests;

/// <summary>Short words for what a publisher and a dispatcher do with a store.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    private protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    private protected StoreFolder Folder { get; } = new();

    private protected TestClock Clock { get; } = new();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Folder.DisposeAsync();
    }

    private protected Task<SqliteWebhookStore> OpenAsync(SqliteStoreOptions? options = null) => Folder.OpenAsync(Clock, options);

    private protected static NewEvent New(string endpointId = "acme", bool leased = false, int bytes = 100) =>
        New(WebhookEvent.FromBytes("payment.completed", new byte[bytes]), endpointId, leased);

    private protected static NewEvent New(WebhookEvent webhookEvent, string endpointId = "acme", bool leased = false) =>
        new() { Event = webhookEvent, Deliveries = [new NewDelivery(endpointId, leased)] };

    private protected static async Task<EnqueueResult> EnqueueAsync(IWebhookStore store, NewEvent added) =>
        Assert.Single(await store.EnqueueAsync([added], Lease, Cancellation));

    private protected static async Task<LeasedDelivery> HandedOverAsync(IWebhookStore store, string endpointId = "acme", int bytes = 100) =>
        Assert.Single((await EnqueueAsync(store, New(endpointId, leased: true, bytes))).Leased);

    private protected static async Task<IReadOnlyList<LeasedDelivery>> ClaimAsync(IWebhookStore store) =>
        (await store.ClaimAsync(Request, Cancellation)).Deliveries;

    private protected static ClaimRequest Request { get; } = new() { MaxDeliveries = 1000, Lease = Lease, DefaultCapacity = 1000 };

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

    /// <summary>Occupies the writer until the source is completed; returns once it does.</summary>
    private protected static async Task<Task> OccupyAsync(SqliteWebhookStore store, TaskCompletionSource until)
    {
        var occupied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = store.Writer.WriteAsync(
            _ =>
            {
                occupied.SetResult();
                until.Task.Wait(Cancellation);
                return 0;
            },
            Cancellation);
        await occupied.Task;
        return write.AsTask();
    }

    private protected static ValueTask<TResult> OnWriterAsync<TResult>(SqliteWebhookStore store, Func<WriteSession, TResult> body) =>
        store.Writer.WriteAsync(body, Cancellation);

    /// <summary>Puts into the queue what is kept with its event, as it would be when it has waited for long.</summary>
    private protected static async Task QueueAllAsync(SqliteWebhookStore store) => await OnWriterAsync(store, session =>
    {
        session.PutIn(session.Handed.All());
        return 0;
    });

    private protected static async Task<StoreUnavailableException> AssertTroubleAsync(StoreTrouble reason, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(action);
        Assert.Equal(reason, exception.Reason);
        return exception;
    }
}
