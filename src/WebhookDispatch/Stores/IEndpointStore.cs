namespace WebhookDispatch.Stores;

/// <summary>Keeps the endpoints that are managed at run time, as documents whose content is the library's own.</summary>
public interface IEndpointStore
{
    /// <summary>Every endpoint.</summary>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<IReadOnlyList<EndpointDocument>> LoadEndpointsAsync(CancellationToken cancellationToken);

    /// <summary>A number that changes with every change of any endpoint, by any process: cheap enough to ask once a second.</summary>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<long> GetEndpointsVersionAsync(CancellationToken cancellationToken);

    /// <summary>Adds or replaces an endpoint, if nobody has changed it since it was read.</summary>
    /// <param name="document">The endpoint. Its <see cref="EndpointDocument.Version"/> is the one that was read; 0 when it must be new.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it was saved; otherwise it exists, is gone, or has another version.</returns>
    ValueTask<bool> SaveEndpointAsync(EndpointDocument document, CancellationToken cancellationToken);

    /// <summary>Removes an endpoint and ends its waiting deliveries as cancelled, with the reason <c>endpoint_deleted</c>.</summary>
    /// <param name="tenant">The tenant it belongs to; an endpoint of another tenant is left alone.</param>
    /// <param name="endpointId">Its id.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteEndpointAsync(string tenant, string endpointId, CancellationToken cancellationToken);
}
