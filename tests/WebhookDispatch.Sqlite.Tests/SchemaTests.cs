using System.Text;
using System.Text.RegularExpressions;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed partial class SchemaTests : StoreTest
{
    public static TheoryData<string> Queries => [.. Enum.GetNames<Query>()];

    public static TheoryData<string, string> WrongRows => new()
    {
        { "a second ledger", "INSERT INTO ledger SELECT 2, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0" },
        { "a negative count", "UPDATE ledger SET waiting = -1" },
        { "a text in a number", "UPDATE ledger SET clock = 'noon'" },
        { "an endpoint without an id", "INSERT INTO endpoint VALUES (7, '', '', 0, NULL)" },
        { "an endpoint twice", "INSERT INTO endpoint VALUES (7, 'acme', '', 0, NULL)" },
        { "a version without content", "INSERT INTO endpoint VALUES (7, 'new', '', 1, NULL)" },
        { "content without a version", "INSERT INTO endpoint VALUES (7, 'new', '', 0, x'00')" },
        { "an event that expires before it is published", "UPDATE event SET expires_at = published_at - 1" },
        { "an event id twice in a tenant", "INSERT INTO event SELECT 90, tenant, event_id, type, content_type, NULL, 0, 0, NULL, 0, NULL, NULL, NULL, x'' FROM event" },
        { "a key twice in a tenant", "INSERT INTO event SELECT 90, tenant, 'evt_90', type, content_type, idempotency_key, 0, 0, NULL, 0, NULL, NULL, NULL, x'' FROM event" },
        { "an event without a type", "UPDATE event SET type = ''" },
        { "a body that is no bytes", "UPDATE event SET body = 'text'" },
        { "a delivery before its event", "UPDATE queue SET event = delivery + 1" },
        { "a delivery waiting twice", "INSERT INTO queue SELECT endpoint, due_at + 1, delivery, event, 0, 0, 0, NULL FROM queue" },
        { "a lease that was never claimed", "UPDATE queue SET lease_token = 5, claims = 0" },
        { "less than no attempts", "UPDATE queue SET attempts = -1" },
        { "a queue row of no endpoint", "UPDATE queue SET endpoint = 0" },
        { "an ended delivery that waits", "INSERT INTO delivery VALUES (9, 1, 1, 0, NULL, 1, 0, 5, NULL, NULL, NULL, NULL, NULL, NULL)" },
        { "a delivered one with a reason", "INSERT INTO delivery VALUES (9, 1, 1, 1, 'exhausted', 1, 0, 5, NULL, NULL, NULL, NULL, NULL, NULL)" },
        { "a dead one without a reason", "INSERT INTO delivery VALUES (9, 1, 1, 2, NULL, 1, 0, 5, NULL, NULL, NULL, NULL, NULL, NULL)" },
        { "an unknown state", "INSERT INTO delivery VALUES (9, 1, 1, 5, 'lost', 1, 0, 5, NULL, NULL, NULL, NULL, NULL, NULL)" },
        { "an end without an instant", "INSERT INTO delivery VALUES (9, 1, 1, 1, NULL, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL)" },
        { "a dead one with the attempt that delivered it", "INSERT INTO delivery VALUES (9, 1, 1, 2, 'exhausted', 1, 0, 5, 1, 0, 0, 204, NULL, 0)" },
        { "a delivered one without an attempt that has one", "INSERT INTO delivery VALUES (9, 1, 1, 1, NULL, 0, 0, 5, 1, 0, 0, 204, NULL, 0)" },
        { "half an attempt", "INSERT INTO delivery VALUES (9, 1, 1, 1, NULL, 1, 0, 5, 1, NULL, 0, 204, NULL, 0)" },
        { "an answer to no attempt", "INSERT INTO delivery VALUES (9, 1, 1, 1, NULL, 1, 0, 5, NULL, NULL, NULL, NULL, 'ok', NULL)" },
        { "handed over to nobody knows whom", "UPDATE event SET handed = '1, 2', handed_until = published_at" },
        { "handed over for ever", "UPDATE event SET handed = '[1]', handed_until = NULL" },
        { "handed over from an id that is not given yet", "UPDATE ledger SET handed_from = next_id + 1" },
        { "an unknown outcome", "INSERT INTO attempt VALUES (1, 1, 0, 1, 0, 0, 'lucky', NULL, NULL, NULL, 0, 0)" },
        { "an attempt before the first", "INSERT INTO attempt VALUES (1, 1, 0, 0, 0, 0, 'timeout', NULL, NULL, NULL, 0, 0)" },
        { "a status that is none", "INSERT INTO attempt VALUES (1, 1, 0, 1, 0, 0, 'http_status', 42, NULL, NULL, 0, 0)" },
        { "half a truth", "INSERT INTO attempt VALUES (1, 1, 0, 1, 0, 0, 'timeout', NULL, NULL, NULL, 2, 0)" },
        { "a note without text", "INSERT INTO note VALUES ('name', NULL)" },
    };

    [Theory]
    [MemberData(nameof(WrongRows))]
    public async Task The_schema_refuses(string what, string sql)
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New() with { IdempotencyKey = "key" });
        await QueueAllAsync(store);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => OnWriterAsync(store, session =>
        {
            session.Database.Execute(sql);
            return 0;
        }).AsTask());

        Assert.True(Assert.IsType<SqliteFailure>(exception.InnerException).Code == 19, $"{what}: {exception.Message}");
    }

    [Fact]
    public async Task The_schema_is_the_approved_one()
    {
        var store = await OpenAsync();
        var schema = await OnWriterAsync(store, session =>
        {
            var text = new StringBuilder();
            foreach (var pragma in new[] { "application_id", "user_version", "auto_vacuum", "page_size" })
            {
                text.Append($"-- {pragma} = {session.Database.ReadNumber($"PRAGMA {pragma}")}\n");
            }

            using var row = session.Database.Prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name");
            while (row.Step())
            {
                text.Append($"\n{row.Text(0)};\n");
            }

            return text.ToString();
        });

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Schema.approved.sql"), Cancellation), schema);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task No_query_walks_over_a_table_that_grows(string query)
    {
        var store = await OpenAsync();
        var plan = await OnWriterAsync(store, session =>
        {
            using var row = session.Database.Prepare("EXPLAIN QUERY PLAN " + SqlText.Of(Enum.Parse<Query>(query)));
            var steps = new List<string>();
            while (row.Step())
            {
                steps.Add(row.Text(3));
            }

            return steps;
        });

        Assert.DoesNotContain(plan, step => Scan().IsMatch(step) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_query_file_is_a_query()
    {
        var files = typeof(Query).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Queries/", StringComparison.Ordinal))
            .Select(name => name["Queries/".Length..^".sql".Length]);

        Assert.Equal(Enum.GetNames<Query>().Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_settings_that_keep_what_was_accepted_are_in_force()
    {
        var store = await OpenAsync();

        var settings = await OnWriterAsync(store, session => new[] { "synchronous", "trusted_schema", "temp_store", "wal_autocheckpoint" }
            .Select(pragma => session.Database.ReadNumber($"PRAGMA {pragma}")).ToArray());

        Assert.Equal([2, 0, 2, 0], settings);
        Assert.Equal(2, (await File.ReadAllBytesAsync(Folder.File, Cancellation))[18]);
    }

    [Fact]
    public async Task The_counts_are_those_of_the_tables()
    {
        var store = await OpenAsync();
        await store.SaveEndpointAsync(new EndpointDocument("", "deleted", 0, new byte[] { 1 }), Cancellation);
        foreach (var kind in Enum.GetValues<SettlementKind>())
        {
            await SettleAsync(store, new Settlement(await HandedOverAsync(store), kind, Reason: kind == SettlementKind.Delivered ? null : "reason"));
            await EnqueueAsync(store, New("deleted"));
        }

        await store.DeleteEndpointAsync("", "deleted", Cancellation);
        await store.ReplayDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Dead }, 0, 10, Cancellation);

        var counts = await store.CountDeliveriesAsync(Cancellation);

        Assert.Equal(Folder.ReadNumber("SELECT count(*) FROM queue"), counts.Waiting);
        Assert.Equal(Folder.ReadNumber("SELECT count(*) FROM delivery WHERE state = 1"), counts.Delivered);
        Assert.Equal(Folder.ReadNumber("SELECT count(*) FROM delivery WHERE state = 2"), counts.Dead);
        Assert.Equal(Folder.ReadNumber("SELECT count(*) FROM delivery WHERE state = 3"), counts.Cancelled);
        Assert.Equal(Folder.ReadNumber("SELECT count(*) FROM delivery WHERE state = 4"), counts.Expired);
        Assert.Equal(new DeliveryCounts(3, 1, 0, 7, 1), counts);
    }

    [GeneratedRegex(@"^SCAN (queue|q|delivery|d|event|e|attempt|note)\b")]
    private static partial Regex Scan();
}
