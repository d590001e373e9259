namespace WebhookDispatch.Stores;

/// <summary>What a store needs to be kept going.</summary>
public interface IStoreUpkeep
{
    /// <summary>Opens the store and brings its schema up to date. Called once, before anything else; calling it again is harmless.</summary>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <exception cref="StoreUnavailableException">It cannot be used; the message says why and what to do.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets what ended long ago: delivered, cancelled and expired deliveries after one age, dead ones after another, with
    /// their attempts, and events none of whose deliveries is left and which are themselves older than the first age.
    /// Never touches a waiting delivery or an event that one needs.
    /// </summary>
    /// <param name="endedFor">The age of delivered, cancelled and expired deliveries.</param>
    /// <param name="deadFor">The age of dead ones.</param>
    /// <param name="limit">The most rows to remove in this call, at most 5,000.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>How many rows were removed; less than <paramref name="limit"/> when nothing old is left.</returns>
    ValueTask<int> ForgetAsync(TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken);

    /// <summary>Reads a note that the library keeps in the store, such as the progress of a replay.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<string?> ReadNoteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Every note whose name begins with a prefix, by name.</summary>
    /// <param name="prefix">The beginning of the name.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListNotesAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Writes a note, if its text is still what was read.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="expected">The text that was read; <see langword="null"/> when it must be new.</param>
    /// <param name="text">The new text; <see langword="null"/> removes the note.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it was written.</returns>
    ValueTask<bool> WriteNoteAsync(string key, string? expected, string? text, CancellationToken cancellationToken);
}
