using System.Data.Common;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Conformance.Tenancy;

/// <summary>What one tenant has in a store, and what another may neither see nor change.</summary>
internal sealed class OwnedThings(IWebhookStore store)
{
    internal const string Owner = "red";
    internal const string Other = "blue";
    internal const string EndpointId = "acme";

    internal required string EventId { get; init; }

    /// <summary>Begins a transaction of the application's own; there is none where the store takes part in none.</summary>
    internal required Func<ValueTask<DbTransaction?>> BeginTransactionAsync { get; init; }

    /// <summary>A delivery that waits.</summary>
    internal required long Waiting { get; init; }

    /// <summary>A delivery that is dead.</summary>
    internal required long Dead { get; init; }

    /// <summary>The document of the owner's endpoint, as it was read.</summary>
    internal required EndpointDocument Document { get; init; }

    internal static WebhookEndpoint Endpoint(string tenant) => TestKit.Some.Endpoint(new Uri("https://acme.example/hooks"), EndpointId) with { Tenant = tenant };

    /// <summary>Calls within a transaction that is then committed.</summary>
    /// <returns>What the call returned; <see langword="null"/> where the store takes part in no transaction.</returns>
    internal async Task<object?> CommittedAsync(Func<DbTransaction, Task<object?>> call, CancellationToken cancellationToken)
    {
        if (await BeginTransactionAsync() is not { } transaction)
        {
            return null;
        }

        await using var connection = transaction.Connection!;
        await using (transaction)
        {
            var returned = await call(transaction);
            await transaction.CommitAsync(cancellationToken);
            return returned;
        }
    }

    /// <summary>Everything of the owner's, as text.</summary>
    internal async Task<string> PictureAsync(CancellationToken cancellationToken)
    {
        var documents = (await store.LoadEndpointsAsync(cancellationToken)).Where(document => document.Tenant == Owner);
        var deliveries = (await store.ListDeliveriesAsync(new DeliveryFilter(), before: null, limit: 100, cancellationToken)).Where(record => record.Tenant == Owner).ToList();
        var histories = new List<EventHistory?>();
        foreach (var eventId in deliveries.Select(record => record.EventId).Distinct(StringComparer.Ordinal))
        {
            histories.Add(await store.FindEventAsync(Owner, eventId, cancellationToken));
        }

        return string.Join('\n', [
            .. documents.Select(document => $"{document} {Convert.ToBase64String(document.Content.Span)}"),
            .. deliveries.Select(record => record.ToString()),
            .. histories.Select(history => $"{history!.Event.Id} {Convert.ToBase64String(history.Event.Body.Span)} {string.Join(' ', history.Deliveries.SelectMany(one => one.Attempts))}"),
        ]);
    }
}
