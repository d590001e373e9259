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

public sealed class SqliteArrivedDeliveredTests : ArrivedDeliveredConformance
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

public sealed class SqliteOrderTests : OrderConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteMaxHeldTests : MaxHeldConformance
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

public sealed class SqliteHistoryTests : HistoryConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteCancelTests : CancelConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteReplayTests : ReplayConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteEndpointTests : EndpointConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteTenantTests : TenantConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteTenantMethodTests : TenantMethodConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteTenantOperationTests : TenantOperationConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteUpkeepTests : UpkeepConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteDurabilityTests : DurabilityConformance
{
    private readonly StoreFolder _folder = new();

    protected override bool OpeningEndsLeases => true;

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteConcurrencyTests : ConcurrencyConformance
{
    private readonly StoreFolder _folder = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

public sealed class SqliteModelTests : ModelConformance
{
    private readonly StoreFolder _folder = new();

    protected override int Sequences => 100;

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => new(_folder.Create(clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _folder.DisposeAsync();
    }
}
