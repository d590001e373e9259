using Npgsql;
using WebhookDispatch.Deliveries;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Outcomes, column by column.</summary>
internal sealed class SettlementRows
{
    private readonly long[] _deliveries;
    private readonly long[] _tokens;
    private readonly int[] _epochs;
    private readonly short[] _states;
    private readonly bool[] _released;
    private readonly long[] _delays;
    private readonly string?[] _reasons;
    private readonly int?[] _numbers;
    private readonly DateTime?[] _startedAt;
    private readonly long[] _durations;
    private readonly string?[] _outcomes;
    private readonly int?[] _statuses;
    private readonly long?[] _retryAfter;
    private readonly string?[] _excerpts;
    private readonly bool[] _truncated;

    internal SettlementRows(IReadOnlyList<Settlement> settlements)
    {
        var count = settlements.Count;
        (_deliveries, _tokens, _epochs, _states) = (new long[count], new long[count], new int[count], new short[count]);
        (_released, _delays, _reasons, _numbers) = (new bool[count], new long[count], new string?[count], new int?[count]);
        (_startedAt, _durations, _outcomes, _statuses) = (new DateTime?[count], new long[count], new string?[count], new int?[count]);
        (_retryAfter, _excerpts, _truncated) = (new long?[count], new string?[count], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            Set(i, settlements[i]);
        }
    }

    internal void Bind(NpgsqlParameterCollection parameters, string? lockTimeout) => parameters
        .Longs(_deliveries).Longs(_tokens).Ints(_epochs).Smalls(_states).Bools(_released).Longs(_delays).Texts(_reasons)
        .Ints(_numbers).Instants(_startedAt).Longs(_durations).Texts(_outcomes).Ints(_statuses).Longs(_retryAfter).Texts(_excerpts).Bools(_truncated)
        .Text(lockTimeout);

    private void Set(int i, Settlement settlement)
    {
        var state = EndedAs(settlement.Kind);
        (_deliveries[i], _tokens[i], _epochs[i]) = (settlement.Delivery.DeliveryId, settlement.Delivery.LeaseToken, settlement.Delivery.Epoch);
        (_states[i], _released[i], _delays[i]) = ((short)state, settlement.Kind == SettlementKind.Release, Length.Of(settlement.Delay));
        _reasons[i] = state is DeliveryState.Waiting or DeliveryState.Delivered ? null : settlement.Reason ?? WordFor(state);
        if (settlement.Attempt is { } attempt)
        {
            (_numbers[i], _startedAt[i], _durations[i]) = (attempt.Number, attempt.StartedAt.UtcDateTime, Length.Of(attempt.Duration));
            (_outcomes[i], _statuses[i], _retryAfter[i]) = (DeliveryWords.Of(attempt.Failure), attempt.StatusCode, Length.Of(attempt.RetryAfter));
            (_excerpts[i], _truncated[i]) = (attempt.ResponseExcerpt, attempt.ResponseTruncated);
        }
    }

    private static DeliveryState EndedAs(SettlementKind kind) => kind switch
    {
        SettlementKind.Delivered => DeliveryState.Delivered,
        SettlementKind.Dead => DeliveryState.Dead,
        SettlementKind.Expired => DeliveryState.Expired,
        SettlementKind.Cancelled => DeliveryState.Cancelled,
        _ => DeliveryState.Waiting,
    };

    private static string WordFor(DeliveryState state) => state switch
    {
        DeliveryState.Expired => "expired",
        DeliveryState.Cancelled => "cancelled",
        _ => "dead",
    };
}
