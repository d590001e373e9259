using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Secrets;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>
/// Marks in the store, one for each key that may protect something in it. Whoever cannot read all of them has the wrong keys
/// and does not start: a mistake in a deployment shows at once, and not endpoint by endpoint.
/// </summary>
internal sealed partial class SecretCanary(SecretProtection protection, ILogger<SecretCanary> logger)
{
    private const string Prefix = "secrets/canary/";

    private static readonly SecretPlace Place = new("", "", "canary", 1);
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes("webhook-dispatch");

    /// <summary>Reads every mark, and leaves one of the current key.</summary>
    /// <exception cref="WrongSecretKeyException">A mark cannot be read.</exception>
    internal async ValueTask CheckAsync(IStoreUpkeep store, CancellationToken cancellationToken)
    {
        if (protection.Options.KeyFile is { } keyFile && SecretKeyReader.IsReadableByOthers(keyFile))
        {
            Log.KeyFileReadable(logger, keyFile);
        }

        var hasCurrent = protection.Protector is null;
        var number = 0;
        foreach (var (name, text) in await store.ListNotesAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            number = Math.Max(number, int.Parse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
            try
            {
                hasCurrent |= await IsCurrentAsync(text, cancellationToken).ConfigureAwait(false);
            }
            catch (SecretUnreadableException exception)
            {
                await RefuseOrForgetAsync(store, name, text, exception, cancellationToken).ConfigureAwait(false);
            }
        }

        if (!hasCurrent)
        {
            // When another process writes one first, it has just begun with its own key: the next start sees to this one's.
            var text = await protection.Protector!.ProtectAsync(Mark, Place, cancellationToken).ConfigureAwait(false);
            await store.WriteNoteAsync(Prefix + (number + 1).ToString("D6", CultureInfo.InvariantCulture), null, text, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets the marks of former keys, once nothing is protected with them.</summary>
    internal async ValueTask KeepCurrentAsync(IStoreUpkeep store, CancellationToken cancellationToken)
    {
        foreach (var (name, text) in await store.ListNotesAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (!await IsCurrentAsync(text, cancellationToken).ConfigureAwait(false))
            {
                await store.WriteNoteAsync(name, text, null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> IsCurrentAsync(string text, CancellationToken cancellationToken)
    {
        var protector = protection.Protector ?? throw new SecretUnreadableException("No key is configured.");
        return (await protector.UnprotectAsync(text, Place, cancellationToken).ConfigureAwait(false)).IsCurrent;
    }

    private async ValueTask RefuseOrForgetAsync(
        IStoreUpkeep store, string name, string text, SecretUnreadableException exception, CancellationToken cancellationToken)
    {
        if (!protection.Options.AcceptLostKey)
        {
            throw new WrongSecretKeyException(
                $"This store's secrets are protected with a key that this process does not have. {exception.Message} "
                + "Configure the former keys after the current one, or set Secrets.AcceptLostKey once if the key is lost for good.",
                exception);
        }

        Log.LostKeyAccepted(logger, exception.Message);
        await store.WriteNoteAsync(name, text, null, cancellationToken).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1522, LogLevel.Warning, "Every user of this machine may read Secrets.KeyFile '{KeyFile}'. Give it to the account of the application alone: chmod 600.")]
        internal static partial void KeyFileReadable(ILogger logger, string keyFile);

        [LoggerMessage(1521, LogLevel.Warning, "A key that protects secrets in this store is missing and forgotten, as Secrets.AcceptLostKey says. Endpoints that need it wait until they are given new secrets. {Fault}")]
        internal static partial void LostKeyAccepted(ILogger logger, string fault);
    }
}
