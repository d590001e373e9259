using System.Net.Http.Headers;

namespace WebhookDispatch.Events;

/// <summary>What a content type must be. Attempts send the text as it was checked here.</summary>
internal static class MediaType
{
    // A quoted parameter may hold anything for TryParse, and HttpClient throws on non-ASCII only when it sends.
    internal static bool Is(string contentType) =>
        string.Equals(contentType, "application/json", StringComparison.Ordinal)
        || (MediaTypeHeaderValue.TryParse(contentType, out _) && !contentType.AsSpan().ContainsAnyExceptInRange(' ', '~'));

    internal static void ThrowIfNot(string contentType, string parameter)
    {
        ArgumentNullException.ThrowIfNull(contentType, parameter);

        if (!Is(contentType))
        {
            throw new ArgumentException(
                "The content type is not a media type. Give one such as 'application/json' or 'text/plain; charset=utf-8'.", parameter);
        }
    }
}
