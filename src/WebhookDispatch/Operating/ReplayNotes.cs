using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Operating;

/// <summary>Keeps replays in the store's notes.</summary>
internal static class ReplayNotes
{
    private const string Prefix = "replay/";

    internal static string Write(ReplayProgress progress) => JsonSerializer.Serialize(progress, ReplayNotesJson.Default.ReplayProgress);

    internal static string Key(string id) => Prefix + id;

    internal static async ValueTask<IReadOnlyList<(ReplayProgress Progress, string Text)>> ListAsync(IStoreUpkeep store, CancellationToken cancellationToken)
    {
        var notes = await store.ListNotesAsync(Prefix, cancellationToken).ConfigureAwait(false);
        return [.. notes.Select(note => (Read(note.Value), note.Value))];
    }

    internal static ReplayProgress Read(string text) => JsonSerializer.Deserialize(text, ReplayNotesJson.Default.ReplayProgress)!;
}

/// <summary>Source-generated, so that the core stays free of reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReplayProgress))]
internal sealed partial class ReplayNotesJson : JsonSerializerContext;
