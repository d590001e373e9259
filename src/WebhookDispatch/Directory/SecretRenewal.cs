using System.Text.Json;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Secrets;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>
/// Protects stored secrets with the current key. Each endpoint is saved by itself and only if nobody has changed it meanwhile,
/// so that it may be stopped anywhere and run in several processes.
/// </summary>
internal sealed partial class SecretRenewal(
    OpenStore store, EndpointDirectory directory, EndpointCodec codec, SecretCanary canary, SecretProtection protection, ILogger<SecretRenewal> logger)
{
    // Another process may save with a former key meanwhile; one that never stops may not hold this one.
    private const int MaxRounds = 5;

    private bool _wasComplete;

    /// <summary>Does nothing while there is nothing to do.</summary>
    internal async ValueTask RunInBackgroundAsync(CancellationToken cancellationToken)
    {
        if (protection is { Protector: not null, Options.RenewInBackground: true } && (directory.HasFormerSecrets || !_wasComplete))
        {
            _wasComplete = (await RunAsync(cancellationToken).ConfigureAwait(false)).Unreadable.Count == 0;
        }
    }

    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    internal async ValueTask<SecretRenewalResult> RunAsync(CancellationToken cancellationToken)
    {
        if (protection.Protector is null)
        {
            throw new InvalidOperationException("No secret key is configured; call ProtectSecrets or set Secrets.Keys.");
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        var renewed = 0;
        List<string> unreadable = [];
        for (var rounds = 0; rounds == 0 || (directory.HasFormerSecrets && rounds < MaxRounds); rounds++)
        {
            unreadable.Clear();
            renewed += await RunOnceAsync(opened, unreadable, cancellationToken).ConfigureAwait(false);
            await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        if (unreadable.Count == 0 && !directory.HasFormerSecrets)
        {
            await canary.KeepCurrentAsync(opened, cancellationToken).ConfigureAwait(false);
        }

        if (renewed > 0)
        {
            Log.Renewed(logger, renewed);
        }

        return new SecretRenewalResult(renewed, unreadable);
    }

    private async ValueTask<int> RunOnceAsync(IEndpointStore opened, List<string> unreadable, CancellationToken cancellationToken)
    {
        var renewed = 0;
        foreach (var document in await opened.LoadEndpointsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await RenewAsync(opened, document, cancellationToken).ConfigureAwait(false) is not { } wasFormer)
            {
                unreadable.Add(document.EndpointId);
            }
            else if (wasFormer)
            {
                renewed++;
            }
        }

        return renewed;
    }

    /// <returns>Whether it had to be renewed; <see langword="null"/> when it cannot be read.</returns>
    private async ValueTask<bool?> RenewAsync(IEndpointStore opened, EndpointDocument document, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await codec.DecodeAsync(document, cancellationToken).ConfigureAwait(false);
            if (stored.IsCurrent)
            {
                return stored.Endpoint.Unreadable is null ? false : null;
            }

            // Refused when somebody has changed it since: with the current key, or the next round finds it.
            var renewed = await codec.EncodeAsync(stored.Endpoint, document.Version, cancellationToken).ConfigureAwait(false);
            return await opened.SaveEndpointAsync(renewed, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1531, LogLevel.Information, "The secrets of {Count} stored endpoints are now protected with the current key.")]
        internal static partial void Renewed(ILogger logger, int count);
    }
}
