using System.Net.Http.Headers;

namespace WebhookDispatch.Events;

/// <summary>What a content type must be. Attempts send the text as it was checked here.</summary>
internal static class MediaType
{
    internal static void ThrowIfNot(string contentType, string parameter)
    {
        ArgumentNullException.ThrowIfNull(contentType, parameter);
        if (!MediaTypeHeaderValue.TryParse(contentType, out _) || contentType.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException(
                "The content type is not a media type. Give one such as 'application/json' or 'text/plain; charset=utf-8'.", parameter);
        }
    }
}
