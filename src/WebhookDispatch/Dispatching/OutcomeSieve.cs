using Microsoft.Extensions.Logging;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>Writes what can be written of outcomes that the store refused together: one that it cannot hold must not keep the others.</summary>
internal sealed partial class OutcomeSieve(ILogger logger)
{
    /// <summary>Whether the store may work all the same, because it does not say that it is in trouble.</summary>
    internal static bool IsRefusal(Exception failure) => failure is not (StoreUnavailableException or OperationCanceledException);

    /// <summary>Writes ever smaller parts, and at last those that are refused by themselves without what the receiver said.</summary>
    /// <returns>Those that the store takes in no form; all others are written. Some may have been written before, which is fenced.</returns>
    internal async ValueTask<HashSet<Settlement>> WriteAsync(IWebhookStore store, IReadOnlyList<Settlement> refused, CancellationToken cancellationToken)
    {
        var rest = new HashSet<Settlement>(ReferenceEqualityComparer.Instance);
        await WritePartAsync(store, refused, rest, cancellationToken).ConfigureAwait(false);
        return rest;
    }

    /// <summary>Says that it has been left out.</summary>
    internal void TellLeftOut(Settlement settlement, Exception exception) =>
        Log.LeftOut(logger, settlement.Delivery.DeliveryId, settlement.Delivery.EndpointId, exception);

    private async ValueTask WritePartAsync(IWebhookStore store, IReadOnlyList<Settlement> part, HashSet<Settlement> rest, CancellationToken cancellationToken)
    {
        if (await TryAsync(store, part, cancellationToken).ConfigureAwait(false) is not { } refusal)
        {
            return;
        }

        if (part.Count > 1)
        {
            var half = part.Count / 2;
            await WritePartAsync(store, [.. part.Take(half)], rest, cancellationToken).ConfigureAwait(false);
            await WritePartAsync(store, [.. part.Skip(half)], rest, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (await TryAsync(store, [Plain(part[0])], cancellationToken).ConfigureAwait(false) is null)
        {
            Log.WrittenPlain(logger, part[0].Delivery.DeliveryId, part[0].Delivery.EndpointId, refusal);
        }
        else
        {
            rest.Add(part[0]);
        }
    }

    private static async ValueTask<Exception?> TryAsync(IWebhookStore store, IReadOnlyList<Settlement> part, CancellationToken cancellationToken)
    {
        try
        {
            await store.SettleAsync(part, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            return exception;
        }
    }

    // What is left is the dispatcher's own: numbers, times and words of a closed set.
    private static Settlement Plain(Settlement settlement) => settlement with
    {
        Attempt = settlement.Attempt is { } attempt
            ? attempt with { ResponseExcerpt = null, ResponseTruncated = attempt.ResponseTruncated || attempt.ResponseExcerpt is not null, RetryAfter = null }
            : null,
    };

    private static partial class Log
    {
        [LoggerMessage(1603, LogLevel.Error, "The webhook store refused the outcome of delivery {DeliveryId} to endpoint {EndpointId}. It is written without what the receiver said.")]
        internal static partial void WrittenPlain(ILogger logger, long deliveryId, string endpointId, Exception exception);

        [LoggerMessage(1604, LogLevel.Error, "The webhook store takes the outcome of delivery {DeliveryId} to endpoint {EndpointId} in no form, while it takes others. It is left out: the delivery is attempted again when its lease ends, and is dead after a few such claims.")]
        internal static partial void LeftOut(ILogger logger, long deliveryId, string endpointId, Exception exception);
    }
}
