using System.Globalization;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Signals;

/// <summary>Signals as a notification carries them: which ones, and who sends it.</summary>
internal static class Signalling
{
    private static readonly StoreSignal[] All = Enum.GetValues<StoreSignal>();

    internal static int FlagOf(StoreSignal signal) => 1 << (int)signal;

    /// <summary>Those that another process sent; none for what is not such a payload.</summary>
    internal static IEnumerable<StoreSignal> Read(string payload, string self)
    {
        var parts = payload.Split(' ');
        return parts.Length == 2 && !string.Equals(parts[1], self, StringComparison.Ordinal) && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var flags)
            ? All.Where(signal => (flags & FlagOf(signal)) != 0)
            : [];
    }
}
