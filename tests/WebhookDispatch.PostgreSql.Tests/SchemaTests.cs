namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>The tables as the server has them, compared with an approved copy: a change of a table is a decision.</summary>
public sealed class SchemaTests(SharedServer server) : StoreTest(server)
{
    private const string Describe = """
        SELECT string_agg(line, E'\n' ORDER BY place, line) FROM (
          SELECT 1 AS place, format('%s.%s %s%s', c.relname, lpad(a.attnum::text, 2, '0') || '.' || a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END) AS line
          FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE c.relnamespace = '$'::regnamespace AND c.relkind = 'r'
          UNION ALL
          SELECT 2, format('%s WITH %s', c.relname, array_to_string(c.reloptions, ', '))
          FROM pg_class AS c WHERE c.relnamespace = '$'::regnamespace AND c.relkind = 'r' AND c.reloptions IS NOT NULL
          UNION ALL
          SELECT 3, replace(pg_get_indexdef(i.indexrelid), '$.', '')
          FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid WHERE c.relnamespace = '$'::regnamespace
          UNION ALL
          SELECT 4, format('%s %s', k.conrelid::regclass::text, pg_get_constraintdef(k.oid))
          FROM pg_constraint AS k WHERE k.connamespace = '$'::regnamespace AND k.contype = 'c'
          UNION ALL
          SELECT 5, format('SEQUENCE %s %s CACHE %s', sequencename, data_type, cache_size)
          FROM pg_sequences WHERE schemaname = '$'
        ) AS lines
        """;

    [Fact]
    public async Task The_tables_are_the_approved_ones()
    {
        await OpenAsync();
        var approved = Path.Combine(AppContext.BaseDirectory, "Schema.approved.sql");

        var now = (await Schemas.ReadAsync<string>(Describe.Replace("$", Schemas.Schema, StringComparison.Ordinal))).Replace(Schemas.Schema + ".", "", StringComparison.Ordinal) + "\n";

        if (now != (File.Exists(approved) ? await File.ReadAllTextAsync(approved, Cancellation) : ""))
        {
            var received = Path.Combine(AppContext.BaseDirectory, "Schema.received.sql");
            await File.WriteAllTextAsync(received, now, Cancellation);
            Assert.Fail($"The tables are not the approved ones. If that is meant, copy {received} to Schema.approved.sql beside this test.");
        }
    }
}
