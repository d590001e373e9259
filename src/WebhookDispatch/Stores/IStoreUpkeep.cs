namespace WebhookDispatch.Stores;

/// <summary>What a store needs to be kept going.</summary>
public interface IStoreUpkeep
{
    /// <summary>
    /// Opens the store and brings its schema up to date. Called once, before anything else; calling it again is harmless and
    /// ends no lease. A store that only one process can use ends all leases when that process opens it; their claims stay counted.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <exception cref="StoreUnavailableException">It cannot be used; the message says why and what to do.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets what ended long ago: delivered, cancelled and expired deliveries after one age, dead ones after another, with
    /// their attempts, and events none of whose deliveries is left and which are themselves older than the first age.
    /// Ages count from the end of a delivery and from the publishing of an event. Never touches a waiting delivery or an
    /// event that one needs. What is forgotten frees its event's id and key.
    /// </summary>
    /// <param name="endedFor">The age of delivered, cancelled and expired deliveries; <see cref="TimeSpan.MaxValue"/> keeps them.</param>
    /// <param name="deadFor">The age of dead ones; <see cref="TimeSpan.MaxValue"/> keeps them.</param>
    /// <param name="limit">The most deliveries and events to remove in this call, at most 5,000; attempts are not counted.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>How many deliveries and events were removed; less than <paramref name="limit"/> when nothing old is left.</returns>
    ValueTask<int> ForgetAsync(TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Ends as dead what has been due for too long without an attempt or a claim, such as what waits for a disabled endpoint. Each
    /// counts from the instant at which it was due, or at which its last lease ended; what is held or due later is not touched.
    /// </summary>
    /// <param name="dueFor">For how long it must have been due.</param>
    /// <param name="reason">Why, in one word, as the dead letter's reason.</param>
    /// <param name="limit">The most deliveries to end in this call, at most 5,000.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>How many were ended; less than <paramref name="limit"/> when no other has been due for so long.</returns>
    ValueTask<int> GiveUpAsync(TimeSpan dueFor, string reason, int limit, CancellationToken cancellationToken);

    /// <summary>Reads a note that the library keeps in the store, such as the progress of a replay.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<string?> ReadNoteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Every note whose name begins with a prefix, by name, ordinally.</summary>
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
