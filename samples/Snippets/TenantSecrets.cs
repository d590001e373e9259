using WebhookDispatch.Signing;

namespace Snippets;

/// <summary>Stands for where an application keeps its senders' secrets.</summary>
internal abstract class TenantSecrets
{
    public abstract ValueTask<IReadOnlyList<WebhookSecret>> FindAsync(string tenant, CancellationToken cancellationToken);
}
