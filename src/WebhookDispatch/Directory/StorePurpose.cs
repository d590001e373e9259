using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>
/// What a store is kept for, marked in it. Whoever uses it for something else does not start: it would claim deliveries that it can
/// only put off, and those that are to make them would wait.
/// </summary>
internal sealed class StorePurpose
{
    private const string Key = "store/purpose";

    private readonly string _word;

    private StorePurpose(string word) => _word = word;

    /// <summary>For endpoints: what is sent.</summary>
    internal static StorePurpose Sending { get; } = new("sending");

    /// <summary>For the receivers of an inbox: what is received.</summary>
    internal static StorePurpose Inbox { get; } = new("inbox");

    /// <summary>Reads the mark, and leaves one where there is none.</summary>
    /// <exception cref="StoreUnavailableException">The store is kept for something else.</exception>
    internal async ValueTask CheckAsync(IStoreUpkeep store, CancellationToken cancellationToken)
    {
        var found = await store.ReadNoteAsync(Key, cancellationToken).ConfigureAwait(false);
        if (found is null && !await store.WriteNoteAsync(Key, null, _word, cancellationToken).ConfigureAwait(false))
        {
            found = await store.ReadNoteAsync(Key, cancellationToken).ConfigureAwait(false);
        }

        if (found is not null && !string.Equals(found, _word, StringComparison.Ordinal))
        {
            throw new StoreUnavailableException(
                StoreTrouble.NotOurs,
                $"The store is kept for '{found}', and cannot be used for '{_word}' as well: what is sent and what an inbox receives have a store each. Give one of them another PostgreSql.Schema, or another file.");
        }
    }
}
