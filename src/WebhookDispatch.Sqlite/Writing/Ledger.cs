using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>What is counted rather than searched for: kept in memory, saved with each transaction that changes anything.</summary>
internal sealed class Ledger
{
    private readonly long[] _counts = new long[(int)DeliveryState.Expired + 1];

    /// <summary>The highest instant that any row was written at.</summary>
    internal long Clock { get; set; }

    /// <summary>The next id of an event or a delivery. Ids are not used again, even when every row is forgotten.</summary>
    internal long NextId { get; set; }

    /// <summary>No lease ends later.</summary>
    internal long LeasedUntil { get; set; }

    /// <summary>Deliveries of older events are all in one of the tables.</summary>
    internal long HandedFrom { get; set; }

    internal long EndpointsVersion { get; set; }

    private long NextToken { get; set; }

    internal long TakeToken() => NextToken++;

    internal void Add(DeliveryState state, long count) => _counts[(int)state] += count;

    internal static Ledger Load(SqliteDatabase database)
    {
        var row = database[Query.LoadLedger];
        _ = row.Step();
        var ledger = new Ledger
        {
            Clock = row.Long(0),
            NextId = row.Long(1),
            NextToken = row.Long(2),
            LeasedUntil = row.Long(3),
            HandedFrom = row.Long(4),
            EndpointsVersion = row.Long(5),
        };
        for (var state = 0; state < ledger._counts.Length; state++)
        {
            ledger._counts[state] = row.Long(6 + state);
        }

        row.Reset();
        return ledger;
    }

    /// <summary>Goes on from one that was not saved: a claim of what is not in the queue gives tokens without writing anything.</summary>
    internal void GoOnFrom(Ledger former)
    {
        NextToken = Math.Max(NextToken, former.NextToken);
        LeasedUntil = Math.Max(LeasedUntil, former.LeasedUntil);
    }

    internal void Save(SqliteDatabase database)
    {
        var row = database[Query.SaveLedger]
            .Bind(1, Clock).Bind(2, NextId).Bind(3, NextToken).Bind(4, LeasedUntil).Bind(5, HandedFrom).Bind(6, EndpointsVersion);
        for (var state = 0; state < _counts.Length; state++)
        {
            row.Bind(7 + state, _counts[state]);
        }

        row.Run();
    }
}
