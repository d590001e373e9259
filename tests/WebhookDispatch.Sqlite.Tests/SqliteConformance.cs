using WebhookDispatch.Conformance;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class SqliteEnqueueTests : EnqueueConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteClaimTests : ClaimConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteSettleTests : SettleConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteLateSettlementTests : LateSettlementConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}
