using Microsoft.AspNetCore.Http;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>Shows a request's headers to a verifier, line by line: Kestrel keeps repeated lines apart.</summary>
internal readonly struct RequestHeaders(IHeaderDictionary headers) : IWebhookHeaders
{
    public HeaderPresence Find(string name, out string value)
    {
        var lines = headers[name];
        value = lines.Count == 1 ? lines[0] ?? "" : "";
        return lines.Count switch
        {
            0 => HeaderPresence.Absent,
            1 => HeaderPresence.Single,
            _ => HeaderPresence.Repeated,
        };
    }
}
