using System.Globalization;
using System.Net.Http.Headers;

namespace WebhookDispatch.Attempts;

/// <summary>Reads <c>Retry-After</c> (RFC 9110, 10.2.3): whole seconds or a date; junk is no answer; of several the largest counts.</summary>
internal static class RetryAfterHeader
{
    /// <param name="headers">The headers of the answer.</param>
    /// <param name="now">The time that a date is compared with.</param>
    /// <param name="isTooLarge">Whether a number of seconds was too large for a number. It counts for nothing: 20 digits are no wish but junk.</param>
    internal static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now, out bool isTooLarge)
    {
        isTooLarge = false;
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

            isTooLarge |= IsTooLarge(value);
        }

        return longest;
    }

    /// <summary>Whether it is a number of seconds that no <see cref="int"/> holds, 68 years and more.</summary>
    internal static bool IsTooLarge(string? text)
    {
        var value = text.AsSpan().Trim(" \t");
        return !value.IsEmpty && !value.ContainsAnyExceptInRange('0', '9') && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
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
