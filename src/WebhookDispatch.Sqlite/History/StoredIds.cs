using Microsoft.Extensions.Logging;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>
/// Tells of most events that they are not stored without asking the file, as an inbox does for every event before it handles it. The file
/// is asked in a transaction of a reader, which every commit makes read its pages anew. Only for a file that no other process writes.
/// </summary>
internal sealed partial class StoredIds(StoreWriter writer, ReaderPool readers, ILogger logger, long fewest = StoredIds.Fewest)
{
    /// <summary>After so many questions it is worth reading what is stored. Who only publishes never asks.</summary>
    internal const int QuestionsFirst = 1000;

    private const long Fewest = 1 << 20;
    private const int AtOnce = 4096;

    private IdFilter? _complete;
    private IdFilter? _growing;
    private int _questions;
    private int _isBuilding;

    /// <summary>The reading of what is stored, when it is under way or was.</summary>
    internal Task Building { get; private set; } = Task.CompletedTask;

    /// <summary>Events are about to be stored. Only on the writer's thread.</summary>
    internal void Note(IReadOnlyList<NewEvent> events)
    {
        if (_complete is null && _growing is null)
        {
            return;
        }

        for (var i = 0; i < events.Count; i++)
        {
            var hash = IdFilter.HashOf(events[i].Tenant, events[i].Event.Id);
            _complete?.Add(hash);
            _growing?.Add(hash);
        }
    }

    /// <returns><see langword="false"/> when it is not stored for certain.</returns>
    internal bool MayHold(string tenant, string eventId)
    {
        var complete = Volatile.Read(ref _complete);
        if (complete is not { IsFull: false } && Interlocked.Increment(ref _questions) >= QuestionsFirst && Interlocked.Exchange(ref _isBuilding, 1) == 0)
        {
            Building = BuildAsync();
        }

        return complete is null || complete.MayHold(IdFilter.HashOf(tenant, eventId));
    }

    private async Task BuildAsync()
    {
        try
        {
            var first = await readers.ReadAsync(static database => database.ReadNumber("SELECT coalesce(min(id), 0) FROM event"), CancellationToken.None).ConfigureAwait(false);

            // On the writer's thread: what was written before is committed when this is done, and what is written later is noted.
            var filter = await writer.WriteAsync(session => _growing = new IdFilter(Math.Max(fewest, 2 * (session.Ledger.NextId - first))), CancellationToken.None).ConfigureAwait(false);
            for ((string, string)? last = ("", ""); last is { } after;)
            {
                last = await readers.ReadAsync(database => AddNext(database, filter, after), CancellationToken.None).ConfigureAwait(false);
            }

            // There, too, so that no event is noted in neither.
            _ = await writer.WriteAsync(session => Complete(filter), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            Log.NotRead(logger, exception);
        }
        finally
        {
            Volatile.Write(ref _questions, 0);
            Volatile.Write(ref _isBuilding, 0);
        }
    }

    private bool Complete(IdFilter filter)
    {
        Volatile.Write(ref _complete, filter);
        _growing = null;
        return true;
    }

    /// <returns>The last that was added; <see langword="null"/> when there are no more.</returns>
    private static (string, string)? AddNext(SqliteDatabase database, IdFilter filter, (string Tenant, string EventId) after)
    {
        var (count, last) = (0, after);
        var row = database[Query.ListStoredIds].Bind(1, after.Tenant).Bind(2, after.EventId).Bind(3, AtOnce);
        while (row.Step())
        {
            last = (row.Text(0), row.Text(1));
            filter.Add(IdFilter.HashOf(last.Tenant, last.EventId));
            count++;
        }

        return count < AtOnce ? null : last;
    }

    private static partial class Log
    {
        [LoggerMessage(3004, LogLevel.Debug, "The ids of stored events could not be read. Each is looked up until they are.")]
        internal static partial void NotRead(ILogger logger, Exception exception);
    }
}
