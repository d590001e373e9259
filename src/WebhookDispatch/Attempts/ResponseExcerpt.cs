using System.Buffers;
using System.Text;

namespace WebhookDispatch.Attempts;

/// <summary>Reads the beginning of a response's body, and no more, as text that is safe to keep.</summary>
internal static class ResponseExcerpt
{
    internal static async ValueTask<(string? Text, bool Truncated)> ReadAsync(
        HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (maxBytes == 0 || content.Headers.ContentLength == 0)
        {
            return (null, false);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(maxBytes + 1);
        var length = 0;
        var complete = false;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                while (length <= maxBytes)
                {
                    var read = await stream.ReadAsync(buffer.AsMemory(length, maxBytes + 1 - length), cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        complete = true;
                        break;
                    }

                    length += read;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status line has decided the attempt. A body that is cut, late or malformed only makes the excerpt shorter;
            // a sender that counts it as a failure sends duplicates to receivers that have answered 200.
        }

        var kept = Math.Min(length, maxBytes);
        var text = kept == 0 ? null : ToText(buffer.AsSpan(0, kept));
        ArrayPool<byte>.Shared.Return(buffer);
        return (text, !complete || length > maxBytes);
    }

    internal static string ToText(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (!text.AsSpan().ContainsAny(Controls))
        {
            return text;
        }

        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = Controls.Contains(source[i]) ? ' ' : source[i];
            }
        });
    }

    // Terminal escapes, NUL, line tricks and marks that turn the direction of text forge what is read. Line feed and tab stay: they are what a JSON error looks like.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat([0x061C, 0x200E, 0x200F, 0x2066, 0x2067, 0x2068, 0x2069]).Concat(Enumerable.Range(0x2028, 7)).Where(c => c is not ('\n' or '\t')).Select(c => (char)c)]);
}
