using WebhookDispatch.Signing;

namespace Receiver;

/// <summary>Shows a request's headers to the verifier.</summary>
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
