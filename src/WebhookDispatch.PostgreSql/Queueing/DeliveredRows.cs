using Npgsql;
using WebhookDispatch.Deliveries;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Successes, column by column. A column in which all have the usual is left empty: the server then does not take it apart.</summary>
internal sealed class DeliveredRows
{
    private readonly long[] _deliveries;
    private readonly long[] _tokens;
    private readonly int?[] _epochs;
    private readonly int?[] _numbers;
    private readonly DateTime[] _startedAt;
    private readonly long[] _durations;
    private readonly int?[] _statuses;
    private readonly string?[] _excerpts;
    private readonly bool[] _truncated;

    internal DeliveredRows(IReadOnlyList<Settlement> settlements)
    {
        var count = settlements.Count;
        (_deliveries, _tokens, _startedAt, _durations, _statuses) = (new long[count], new long[count], new DateTime[count], new long[count], new int?[count]);
        _epochs = Column<int?>(settlements, one => one.Delivery.Epoch is not 0 and var epoch ? epoch : null);
        _numbers = Column<int?>(settlements, one => one.Attempt!.Number is not 1 and var number ? number : null);
        _excerpts = Column(settlements, one => one.Attempt!.ResponseExcerpt);
        _truncated = Column(settlements, one => one.Attempt!.ResponseTruncated);
        for (var i = 0; i < count; i++)
        {
            Set(i, settlements[i].Delivery, settlements[i].Attempt!);
        }
    }

    internal static bool Fits(Settlement settlement) => settlement is { Kind: SettlementKind.Delivered, Attempt: { Failure: AttemptFailure.None, RetryAfter: null } };

    /// <summary>For <see cref="Query.SettleDelivered"/>.</summary>
    internal void Bind(NpgsqlParameterCollection parameters, string? lockTimeout) => parameters
        .Longs(_deliveries).Longs(_tokens).Ints(_epochs).Ints(_numbers).Instants(_startedAt).Longs(_durations).Ints(_statuses).Texts(_excerpts).Bools(_truncated)
        .Text(lockTimeout);

    private static TValue[] Column<TValue>(IReadOnlyList<Settlement> settlements, Func<Settlement, TValue> of)
    {
        TValue[] column = [];
        for (var i = 0; i < settlements.Count; i++)
        {
            var value = of(settlements[i]);
            if (!EqualityComparer<TValue>.Default.Equals(value, default))
            {
                column = column.Length > 0 ? column : new TValue[settlements.Count];
                column[i] = value;
            }
        }

        return column;
    }

    private void Set(int i, LeasedDelivery delivery, DeliveryAttempt attempt)
    {
        (_deliveries[i], _tokens[i]) = (delivery.DeliveryId, delivery.LeaseToken);
        (_startedAt[i], _durations[i], _statuses[i]) = (attempt.StartedAt.UtcDateTime, Length.Of(attempt.Duration), attempt.StatusCode);
    }
}
