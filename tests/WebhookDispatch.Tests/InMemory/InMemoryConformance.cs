using WebhookDispatch.Conformance;
using WebhookDispatch.InMemory;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Tests.InMemory;

internal static class Memory
{
    internal static ValueTask<IWebhookStore> CreateAsync(TimeProvider clock) => ValueTask.FromResult<IWebhookStore>(new InMemoryWebhookStore(clock));
}

public sealed class InMemoryEnqueueTests : EnqueueConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryArrivedDeliveredTests : ArrivedDeliveredConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryClaimTests : ClaimConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryOrderTests : OrderConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryMaxHeldTests : MaxHeldConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemorySettleTests : SettleConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryLateSettlementTests : LateSettlementConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryHistoryTests : HistoryConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryCancelTests : CancelConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryReplayTests : ReplayConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryEndpointTests : EndpointConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryTenantTests : TenantConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryTenantMethodTests : TenantMethodConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryTenantOperationTests : TenantOperationConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryUpkeepTests : UpkeepConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryDurabilityTests : DurabilityConformance
{
    protected override bool IsDurable => false;

    protected override bool OpeningEndsLeases => true;

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryConcurrencyTests : ConcurrencyConformance
{
    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}

public sealed class InMemoryModelTests : ModelConformance
{
    protected override int Sequences => 1000;

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => Memory.CreateAsync(clock);
}
