using System.Data.Common;
using WebhookDispatch.Conformance;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

public sealed class PostgreSqlEnqueueTests(SharedServer server) : EnqueueConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlEnqueueTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlArrivedDeliveredTests(SharedServer server) : ArrivedDeliveredConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlArrivedDeliveredTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlClaimTests(SharedServer server) : ClaimConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlClaimTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlOrderTests(SharedServer server) : OrderConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlOrderTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlMaxHeldTests(SharedServer server) : MaxHeldConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlMaxHeldTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlSettleTests(SharedServer server) : SettleConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlSettleTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlLateSettlementTests(SharedServer server) : LateSettlementConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlLateSettlementTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlHistoryTests(SharedServer server) : HistoryConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlHistoryTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlCancelTests(SharedServer server) : CancelConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlCancelTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlReplayTests(SharedServer server) : ReplayConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlReplayTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlEndpointTests(SharedServer server) : EndpointConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlEndpointTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlTenantTests(SharedServer server) : TenantConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlTenantTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlTenantMethodTests(SharedServer server) : TenantMethodConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlTenantMethodTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask<DbTransaction?> BeginTransactionAsync() => _schemas.BeginTransactionAsync();

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlTenantOperationTests(SharedServer server) : TenantOperationConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlTenantOperationTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask<DbTransaction?> BeginTransactionAsync() => _schemas.BeginTransactionAsync();

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlUpkeepTests(SharedServer server) : UpkeepConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlUpkeepTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlDurabilityTests(SharedServer server) : DurabilityConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlDurabilityTests));

    protected override bool OpeningEndsLeases => false;

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlConcurrencyTests(SharedServer server) : ConcurrencyConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlConcurrencyTests));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

public sealed class PostgreSqlModelTests(SharedServer server) : ModelConformance
{
    private readonly StoreSchemas _schemas = new(server, typeof(PostgreSqlModelTests));

    protected override int Sequences => 150;

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}
