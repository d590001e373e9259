using System.Globalization;
using WebhookDispatch.Sqlite.Writing;

namespace WebhookDispatch.Sqlite.Upkeep;

/// <summary>Gives pages back to the disk. New rows use free pages first, so only more than a steady load needs is given back.</summary>
internal static class FreePages
{
    private const int AtOnce = 1000;

    /// <returns>Whether there may be more to give back.</returns>
    internal static bool GiveBack(WriteSession session)
    {
        var free = session.Database.ReadNumber("PRAGMA freelist_count");
        if (free <= AtOnce || free * 4 <= session.Database.ReadNumber("PRAGMA page_count"))
        {
            return false;
        }

        session.Database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({AtOnce})"));
        return true;
    }
}
