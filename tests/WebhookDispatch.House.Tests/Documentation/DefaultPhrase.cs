using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WebhookDispatch.House.Tests.Documentation;

/// <summary>Reads the default that a <c>value</c> states in words, and says whether it is the real one.</summary>
internal static partial class DefaultPhrase
{
    private static readonly (TimeSpan Length, string Name)[] Times =
    [
        (TimeSpan.FromDays(1), "day"),
        (TimeSpan.FromHours(1), "hour"),
        (TimeSpan.FromMinutes(1), "minute"),
        (TimeSpan.FromSeconds(1), "second"),
        (TimeSpan.FromMilliseconds(1), "millisecond"),
    ];

    private static readonly (long Size, string Name)[] Sizes = [(1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB"), (1, "bytes")];

    /// <summary>What is stated as default: <c>5 minutes</c> from "The default is 5 minutes. At most 1 day." or from "5 minutes by default; …".</summary>
    public static string? Stated(string value) =>
        DefaultIs().Match(value) is { Success: true } first ? first.Groups["claim"].Value
        : ByDefault().Match(value) is { Success: true } second ? second.Groups["claim"].Value
        : null;

    /// <summary>Whether a stated default is the real one; what is said twice, the second time in parentheses, has to be right twice.</summary>
    public static bool IsTrue(string stated, object? real)
    {
        var parts = Parentheses().Match(stated);
        return parts.Success
            ? Says(parts.Groups["main"].Value, real) && Says(parts.Groups["other"].Value, real)
            : Says(stated, real);
    }

    // What is null by default is worked out from something else, or left out: the words cannot be compared.
    private static bool Says(string stated, object? real) => real switch
    {
        null => true,
        IEnumerable list and not string => SaysAll(stated, [.. list]),
        _ => SaysOne(stated.Split(", ")[0], real),
    };

    private static bool SaysAll(string stated, object?[] items)
    {
        var parts = stated.Split(", ");
        return items.Length == 0 ? IsOneOf(stated, "empty", "none") : parts.Length == items.Length && parts.Zip(items, SaysOne).All(isTrue => isTrue);
    }

    private static bool SaysOne(string stated, object? real) => real switch
    {
        "" => IsOneOf(stated, "empty", "none"),
        string text => stated == text,
        bool flag => IsOneOf(stated, flag ? "true" : "false"),
        TimeSpan span => IsOneOf(stated, [.. In(span)]),
        Enum => IsOneOf(stated, real.ToString()!),
        int or long or double or float or decimal => IsNumber(stated, Convert.ToDecimal(real, CultureInfo.InvariantCulture)),
        _ => false,
    };

    private static bool IsOneOf(string stated, params string[] phrases) => phrases.Contains(stated, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> In(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
        {
            yield return "zero";
        }

        foreach (var (length, name) in Times.Where(unit => span.Ticks % unit.Length.Ticks == 0))
        {
            var count = (span.Ticks / length.Ticks).ToString("N0", CultureInfo.InvariantCulture);
            yield return $"{count} {name}{(count == "1" ? "" : "s")}";
        }
    }

    // "5", "1,000", "0.5", "5 retries", "262,144 bytes", "256 KiB".
    private static bool IsNumber(string stated, decimal real)
    {
        var match = NumberOf().Match(stated);
        if (!match.Success || !decimal.TryParse(match.Groups["number"].Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var size = Sizes.FirstOrDefault(size => size.Name == match.Groups["noun"].Value).Size;
        return number * Math.Max(size, 1) == real;
    }

    [GeneratedRegex(@"^(The default is|By default) (?<claim>.+?)(?=[:;] |\. |\.?$)", RegexOptions.ExplicitCapture)]
    private static partial Regex DefaultIs();

    [GeneratedRegex("^(?<claim>[^;:]+?) by default")]
    private static partial Regex ByDefault();

    [GeneratedRegex(@"^(?<main>[^()]+) \((?<other>[^()]+)\)$")]
    private static partial Regex Parentheses();

    [GeneratedRegex(@"^(?<number>[\d,.]*\d)( (?<noun>[A-Za-z]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex NumberOf();
}
