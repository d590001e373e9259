namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>How many times a rival's rate WebhookDispatch is meant to reach, in the same run.</summary>
internal sealed record RivalGoal(double OnSqlite, double OnPostgres)
{
    /// <returns><see langword="null"/> for what is no rival.</returns>
    public static RivalGoal? Of(string rival) => rival switch
    {
        RivalNames.BullMq => new RivalGoal(4, 2.5),
        RivalNames.OutboxOnSqlite or RivalNames.OutboxOnPostgres => new RivalGoal(7, 7),
        RivalNames.PgBoss or RivalNames.Graphile or RivalNames.QuartzOnSqlite or RivalNames.QuartzOnPostgres => new RivalGoal(10, 10),
        RivalNames.PgBossBulk or RivalNames.GraphileBulk or RivalNames.BullMqBulk => new RivalGoal(2.5, 2),
        _ => null,
    };
}
