using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>The headers of a webhook as they were stored: its media type, and the lines that its receiver keeps.</summary>
internal sealed class StoredHeaders(string contentType, string? lines) : IReceivedHeaders
{
    private const string ContentType = "Content-Type";

    public string? Find(string name)
    {
        foreach (var (known, value) in List())
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    public IEnumerable<KeyValuePair<string, string>> List()
    {
        yield return KeyValuePair.Create(ContentType, contentType);
        foreach (var line in lines?.Split('\n') ?? [])
        {
            // What another way of receiving has stored need not be well formed.
            if (line.IndexOf(HeaderLines.Separator, StringComparison.Ordinal) is > 0 and var end)
            {
                yield return KeyValuePair.Create(line[..end], line[(end + HeaderLines.Separator.Length)..]);
            }
        }
    }
}
