using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace WebhookDispatch.Events;

/// <summary>Parsed content types, kept because parsing one per attempt costs more than the lookup.</summary>
internal static class MediaType
{
    private const int MaxKept = 64;

    private static readonly ConcurrentDictionary<string, MediaTypeHeaderValue> Kept = new(StringComparer.Ordinal);

    internal static MediaTypeHeaderValue Parse(string contentType)
    {
        if (Kept.TryGetValue(contentType, out var known))
        {
            return known;
        }

        var parsed = MediaTypeHeaderValue.Parse(contentType);

        // Bounded: a content type may come from a tenant.
        if (Kept.Count < MaxKept)
        {
            Kept.TryAdd(contentType, parsed);
        }

        return parsed;
    }

    internal static void ThrowIfNot(string contentType, string parameter)
    {
        ArgumentNullException.ThrowIfNull(contentType, parameter);

        // A quoted parameter may hold anything for TryParse, and HttpClient throws on non-ASCII only when it sends.
        if (!MediaTypeHeaderValue.TryParse(contentType, out _) || contentType.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException(
                "The content type is not a media type. Give one such as 'application/json' or 'text/plain; charset=utf-8'.", parameter);
        }
    }
}
