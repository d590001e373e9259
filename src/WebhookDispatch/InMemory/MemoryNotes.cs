namespace WebhookDispatch.InMemory;

/// <summary>Notes by name. Only touched under the store's lock.</summary>
internal sealed class MemoryNotes
{
    private readonly SortedDictionary<string, string> _notes = new(StringComparer.Ordinal);

    internal string? Read(string key) => _notes.GetValueOrDefault(key);

    internal IReadOnlyList<KeyValuePair<string, string>> List(string prefix) =>
        [.. _notes.Where(note => note.Key.StartsWith(prefix, StringComparison.Ordinal))];

    internal bool Write(string key, string? expected, string? text)
    {
        if (!string.Equals(Read(key), expected, StringComparison.Ordinal))
        {
            return false;
        }

        if (text is null)
        {
            _notes.Remove(key);
        }
        else
        {
            _notes[key] = text;
        }

        return true;
    }
}
