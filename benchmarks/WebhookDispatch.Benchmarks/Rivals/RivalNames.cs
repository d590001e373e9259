namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>What they are called in tables and after <c>--only</c>.</summary>
internal static class RivalNames
{
    internal const string Ours = "sqlite";
    internal const string OursOnPostgres = "postgres";
    internal const string OutboxOnSqlite = "outbox-sqlite";
    internal const string OutboxOnPostgres = "outbox-postgres";
    internal const string QuartzOnSqlite = "quartz-sqlite";
    internal const string QuartzOnPostgres = "quartz-postgres";
    internal const string PgBoss = "pg-boss";
    internal const string PgBossBulk = "pg-boss-bulk";
    internal const string Graphile = "graphile-worker";
    internal const string GraphileBulk = "graphile-worker-bulk";
    internal const string BullMq = "bullmq";
    internal const string BullMqBulk = "bullmq-bulk";

    internal static readonly string[] OfNodeOnPostgres = [PgBoss, PgBossBulk, Graphile, GraphileBulk];

    internal static readonly string[] OnPostgres = [OursOnPostgres, OutboxOnPostgres, QuartzOnPostgres, .. OfNodeOnPostgres];

    internal static readonly string[] OnRedis = [BullMq, BullMqBulk];

    internal static readonly string[] All = [OutboxOnSqlite, QuartzOnSqlite, .. OnPostgres, .. OnRedis];
}
