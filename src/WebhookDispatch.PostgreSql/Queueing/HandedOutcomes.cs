using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>First successes of what was handed over, column by column. A column in which all have the usual is left empty.</summary>
internal sealed class HandedOutcomes
{
    private readonly long[] _deliveries;
    private readonly DateTime[] _startedAt;
    private readonly long[] _durations;
    private readonly int?[] _statuses;
    private readonly string?[] _excerpts;
    private readonly bool[] _truncated;
    private readonly long[] _tokens;
    private readonly long[] _distinct;
    private readonly long[] _ended;
    private readonly int[] _endedWith;
    private readonly int[] _places;

    /// <param name="settlements">Outcomes.</param>
    /// <param name="chosen">Those that are meant.</param>
    /// <param name="handed">Knows where they are in their rows.</param>
    /// <param name="ended">Tokens of which nothing is left to be settled, each with how many deliveries that were.</param>
    internal HandedOutcomes(IReadOnlyList<Settlement> settlements, List<int> chosen, HandedTokens handed, (long Token, int Deliveries)[] ended)
    {
        var count = chosen.Count;
        (_deliveries, _tokens, _startedAt, _durations, _statuses) = (new long[count], new long[count], new DateTime[count], new long[count], new int?[count]);
        (_places, _excerpts, _truncated) = (new int[count], [], []);
        (_ended, _endedWith) = (Array.ConvertAll(ended, row => row.Token), Array.ConvertAll(ended, row => row.Deliveries));
        var distinct = new HashSet<long>();
        for (var i = 0; i < count; i++)
        {
            var (delivery, attempt) = (settlements[chosen[i]].Delivery, settlements[chosen[i]].Attempt!);
            (_deliveries[i], _startedAt[i], _durations[i], _statuses[i]) = (delivery.DeliveryId, attempt.StartedAt.UtcDateTime, Length.Of(attempt.Duration), attempt.StatusCode);
            (_tokens[i], _places[i]) = (delivery.LeaseToken, handed.PlaceOf(delivery));
            distinct.Add(delivery.LeaseToken);
            if (attempt.ResponseExcerpt is { } excerpt)
            {
                _excerpts = _excerpts.Length > 0 ? _excerpts : new string?[count];
                _excerpts[i] = excerpt;
            }

            if (attempt.ResponseTruncated)
            {
                _truncated = _truncated.Length > 0 ? _truncated : new bool[count];
                _truncated[i] = true;
            }
        }

        _distinct = [.. distinct];
    }

    internal static bool Fits(Settlement settlement) =>
        settlement is { Delivery: { Epoch: 0, Attempts: 0 }, Attempt.Number: 1 } && DeliveredRows.Fits(settlement);

    /// <summary>For <see cref="Query.SettleHanded"/>.</summary>
    internal void Bind(NpgsqlParameterCollection parameters, string? lockTimeout) => parameters
        .Longs(_deliveries).Longs(_tokens).Instants(_startedAt).Longs(_durations).Ints(_statuses).Texts(_excerpts).Bools(_truncated).Longs(_distinct).Longs(_ended).Text(lockTimeout)
        .Ints(_places).Ints(_endedWith);
}
