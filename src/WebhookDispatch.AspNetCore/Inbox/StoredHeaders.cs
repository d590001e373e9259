using System.Globalization;
using System.Runtime.CompilerServices;
using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>The headers of a webhook as they were stored: its media type, and the lines that its receiver keeps.</summary>
internal sealed class StoredHeaders(string contentType, string? lines) : IReceivedHeaders
{
    private const string ContentType = "Content-Type";
    private const string Separator = ": ";
    private const int UsualLength = 256;

    /// <returns>One line for each header; <see langword="null"/> when none is kept.</returns>
    public static string? Write(IEnumerable<KeyValuePair<string, string>> headers, KeptHeaders kept)
    {
        var lines = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[UsualLength]);
        var isFirst = true;
        foreach (var (name, value) in headers)
        {
            if (!kept.Contains(name) || name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            lines.AppendLiteral(isFirst ? "" : "\n");
            lines.AppendLiteral(name);
            lines.AppendLiteral(Separator);
            lines.AppendLiteral(value);
            isFirst = false;
        }

        var written = lines.ToStringAndClear();
        return isFirst ? null : written;
    }

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
            if (line.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var end)
            {
                yield return KeyValuePair.Create(line[..end], line[(end + Separator.Length)..]);
            }
        }
    }
}
