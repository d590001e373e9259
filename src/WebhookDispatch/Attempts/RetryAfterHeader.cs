using System.Globalization;
using System.Net.Http.Headers;

namespace WebhookDispatch.Attempts;

/// <summary>Reads <c>Retry-After</c> (RFC 9110, 10.2.3): whole seconds or a date; junk is no answer; of several the largest counts.</summary>
internal static class RetryAfterHeader
{
    internal static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        TimeSpan? longest = null;
        foreach (var value in values)
        {
            if (Parse(value, now) is { } delay && (longest is null || delay > longest))
            {
                longest = delay;
            }
        }

        return longest;
    }

    internal static TimeSpan? Parse(string? text, DateTimeOffset now)
    {
        var value = text.AsSpan().Trim(" \t");
        if (value.IsEmpty)
        {
            return null;
        }

        // NumberStyles.None refuses signs, spaces and exponents, but accepts trailing NULs: only digits reach it.
        if (!value.ContainsAnyExceptInRange('0', '9'))
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
        }

        if (!DateTimeOffset.TryParseExact(
                value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
        {
            return null;
        }

        return date > now ? date - now : TimeSpan.Zero;
    }
}
