using System.Globalization;
using System.Text.RegularExpressions;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>Everything that happened, in order. Only appended to; what it means is for the checker to say.</summary>
internal sealed partial class Ledger
{
    private readonly List<Entry> _entries = [];

    internal IReadOnlyList<Entry> Entries => _entries;

    internal void Add(Entry entry) => _entries.Add(entry);

    /// <summary>The lines that concern an event, and every fault: what is needed to understand a violation.</summary>
    internal IEnumerable<string> About(string? eventId, IReadOnlySet<long> deliveryIds)
    {
        var exchanges = _entries.OfType<Entry.Sent>().Where(sent => sent.EventId == eventId).Select(sent => sent.Exchange).ToHashSet();
        return _entries.Where(entry => entry switch
        {
            Entry.Accepted accepted => accepted.EventId == eventId,
            Entry.Stored stored => stored.EventId == eventId,
            Entry.Claimed claimed => claimed.Ids.Any(deliveryIds.Contains),
            Entry.Settled settled => deliveryIds.Contains(settled.Id),
            Entry.Cancelled cancelled => cancelled.Ids.Any(deliveryIds.Contains),
            Entry.Replayed replayed => replayed.Ids.Any(deliveryIds.Contains),
            Entry.Forgotten forgotten => forgotten.Ids.Any(deliveryIds.Contains),
            Entry.Sent sent => sent.EventId == eventId,
            Entry.Received received => exchanges.Contains(received.Exchange),
            Entry.Answered answered => exchanges.Contains(answered.Exchange),
            _ => true,
        }).Select(Line);
    }

    /// <summary>The whole history in one text; two runs of a seed have the same. Ids that the library makes by chance are left out.</summary>
    internal string History => string.Join('\n', _entries.Select(entry => MadeId().Replace(Line(entry), "$1")));

    private static string Line(Entry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.At.TotalSeconds,10:0.000} {entry.Life ?? "world",-6} {entry}");

    [GeneratedRegex("(evt_|rpl_)[0-9a-f]{32}")]
    private static partial Regex MadeId();
}
