using System.Globalization;

namespace CommandLine;

/// <summary>Durations as they are typed: <c>500ms</c>, <c>2s</c>, <c>5m</c>, <c>1h</c>, with a decimal point if need be.</summary>
internal static class Duration
{
    // The longer unit name first: "500ms" also ends with an s.
    private static readonly (string Unit, TimeSpan Length)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var unit = Units.FirstOrDefault(unit => text.EndsWith(unit.Unit, StringComparison.Ordinal));
        if (unit.Unit is null
            || !decimal.TryParse(text.AsSpan(0, text.Length - unit.Unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount > 1_000_000_000)
        {
            return false;
        }

        duration = unit.Length * (double)amount;
        return true;
    }

    public static string Format(TimeSpan duration)
    {
        var (unit, length) = Units.LastOrDefault(unit => duration >= unit.Length && duration.Ticks % unit.Length.Ticks == 0, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{duration / length}{unit}");
    }
}
