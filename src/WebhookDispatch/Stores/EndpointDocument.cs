namespace WebhookDispatch.Stores;

/// <summary>An endpoint as a store keeps it.</summary>
/// <param name="Tenant">The tenant it belongs to; empty where there is only one.</param>
/// <param name="EndpointId">Its id, unique in the store.</param>
/// <param name="Version">Grows by one with each change, from 1.</param>
/// <param name="Content">Its content, opaque to the store. May hold secrets: a store neither logs nor indexes it.</param>
public sealed record EndpointDocument(string Tenant, string EndpointId, long Version, ReadOnlyMemory<byte> Content)
{
    /// <summary>Ids only.</summary>
    public override string ToString() => $"{EndpointId} v{Version}";
}
