using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>The headers of the running request, for its handler.</summary>
internal sealed class RequestHeaderList(IHeaderDictionary headers) : IReceivedHeaders
{
    public string? Find(string name) => headers[name] is [var line] ? line : null;

    public IEnumerable<KeyValuePair<string, string>> List()
    {
        foreach (var (name, lines) in headers)
        {
            if (lines is [{ } line])
            {
                yield return KeyValuePair.Create(name, line);
            }
        }
    }
}
