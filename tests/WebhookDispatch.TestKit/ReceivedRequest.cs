namespace WebhookDispatch.TestKit;

/// <summary>A request as the receiver got it.</summary>
public sealed record ReceivedRequest(
    string Method, string Path, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, int Number)
{
    public string? Header(string name) =>
        Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).SingleOrDefault();
}
