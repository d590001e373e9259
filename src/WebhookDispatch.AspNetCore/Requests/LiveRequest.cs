using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>
/// What a handler sees of the running request: headers and services. Services are only made for those that ask: most of the cost of a
/// scope is that it exists.
/// </summary>
internal sealed class LiveRequest(HttpContext context) : IReceivedHeaders
{
    private List<KeyValuePair<string, string>>? _kept;
    private IServiceProvider? _services;

    public string? Find(string name) =>
        _kept is { } kept ? kept.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
        : context.Request.Headers[name] is [var line] ? line
        : null;

    // Read at once: a list that is read later could be read when the headers are those of another request.
    public IEnumerable<KeyValuePair<string, string>> List() => _kept ?? Read();

    public string? Keep(Func<string, bool> isKept)
    {
        var lines = new HeaderLines(stackalloc char[HeaderLines.UsualLength]);
        if (_kept is { } kept)
        {
            foreach (var (name, value) in kept)
            {
                lines.Add(name, value, isKept);
            }

            return lines.End();
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (values is [{ } value])
            {
                lines.Add(name, value, isKept);
            }
        }

        return lines.End();
    }

    public IServiceProvider Services => _services ?? context.RequestServices;

    /// <summary>Lets go of the request, whose context the server uses again for another one.</summary>
    public void Leave()
    {
        _services = context.RequestServices;
        _kept = Read();
    }

    private List<KeyValuePair<string, string>> Read()
    {
        var headers = context.Request.Headers;
        var read = new List<KeyValuePair<string, string>>(headers.Count);
        foreach (var (name, lines) in headers)
        {
            if (lines is [{ } line])
            {
                read.Add(KeyValuePair.Create(name, line));
            }
        }

        return read;
    }
}
