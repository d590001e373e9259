namespace WebhookDispatch.Signing;

/// <summary>Unix seconds in a header: digits only, no sign, no leading zero, no later than the year 9999.</summary>
internal static class UnixTimestamp
{
    public const int MaxDigits = 12;

    /// <summary>9999-12-31T23:59:59Z, beyond which <see cref="DateTimeOffset.FromUnixTimeSeconds"/> throws.</summary>
    public const long Max = 253_402_300_799;

    public static bool TryParse(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text.Length is 0 or > MaxDigits || text[0] == '0')
        {
            return false;
        }

        // By hand, because long.TryParse accepts trailing NULs and leading zeros even with NumberStyles.None.
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            seconds = (seconds * 10) + (digit - '0');
        }

        return seconds <= Max;
    }
}
