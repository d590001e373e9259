namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>What is wrong with a body, by the name of the field as the sender wrote it. The empty name is the body itself.</summary>
internal sealed class ModelFaults
{
    private readonly SortedDictionary<string, List<string>> _byField = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, List<string>>> Fields => _byField;

    public bool IsEmpty => _byField.Count == 0;

    public static ModelFaults Of(string field, string message)
    {
        var faults = new ModelFaults();
        faults.Add(field, message);
        return faults;
    }

    public void Add(string field, string message)
    {
        if (!_byField.TryGetValue(field, out var messages))
        {
            _byField[field] = messages = [];
        }

        messages.Add(message);
    }
}
