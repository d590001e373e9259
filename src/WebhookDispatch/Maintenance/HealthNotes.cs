using System.Text.Json;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Maintenance;

/// <summary>Keeps endpoints' failures in the store's notes, where the processes that dispatch add up what each has seen.</summary>
internal static class HealthNotes
{
    private const string Prefix = "health/";

    internal static async ValueTask<IReadOnlyList<KeyValuePair<string, EndpointFailures>>> ListAsync(IStoreUpkeep store, CancellationToken cancellationToken)
    {
        var notes = await store.ListNotesAsync(Prefix, cancellationToken).ConfigureAwait(false);
        return [.. notes.Select(note => KeyValuePair.Create(note.Key[Prefix.Length..], Read(note.Value)!))];
    }

    /// <summary>Adds a change, however often others change the note meanwhile.</summary>
    internal static async ValueTask AddAsync(IStoreUpkeep store, HealthChange change, CancellationToken cancellationToken)
    {
        var key = Prefix + change.EndpointId;
        while (true)
        {
            var present = await store.ReadNoteAsync(key, cancellationToken).ConfigureAwait(false);
            var failures = change.Apply(Read(present));
            var text = failures is null ? null : JsonSerializer.Serialize(failures, EndpointFailuresJson.Default.EndpointFailures);
            if (string.Equals(text, present, StringComparison.Ordinal) || await store.WriteNoteAsync(key, present, text, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private static EndpointFailures? Read(string? text) => text is null ? null : JsonSerializer.Deserialize(text, EndpointFailuresJson.Default.EndpointFailures);
}
