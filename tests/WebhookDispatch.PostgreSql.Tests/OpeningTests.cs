using Microsoft.Extensions.Logging;
using Npgsql;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

public sealed class OpeningTests(SharedServer server) : StoreTest(server)
{
    [Fact]
    public async Task Twenty_that_start_at_once_make_the_tables_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => OpenAsync(), Cancellation)));

        Assert.Equal(1, await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.migration"));
    }

    [Fact]
    public async Task Opening_again_keeps_what_is_stored()
    {
        await EnqueueAsync(await OpenAsync());

        Assert.Single(await ClaimAsync(await OpenAsync()));
    }

    [Fact]
    public async Task The_script_makes_what_opening_makes()
    {
        await Schemas.ExecuteAsync(PostgreSqlSchema.GetScript(Schemas.Schema));

        var store = await OpenAsync(options => options.MigrateOnOpen = false);

        await EnqueueAsync(store);
        Assert.Single(await ClaimAsync(store));
    }

    [Theory]
    [InlineData("on", false)]
    [InlineData("local", false)]
    [InlineData("off", true)]
    public async Task A_server_that_may_lose_what_it_has_acknowledged_is_told_of(string synchronousCommit, bool told)
    {
        using var logs = new RecordedLogs();
        using var factory = new LoggerFactory([logs]);

        await Schemas.Create(
            TimeProvider.System,
            connectionString: With(settings => settings.Options = $"-c synchronous_commit={synchronousCommit}"),
            logger: factory.CreateLogger<PostgreSqlWebhookStore>()).OpenAsync(Cancellation);

        Assert.Equal(told, logs.Lines.Any(line => line.Id == 3102 && line.Text.Contains("synchronous_commit=off", StringComparison.Ordinal)));
        Assert.Equal(
            await Schemas.ReadAsync<string>("SELECT current_setting('fsync')") == "off",
            logs.Lines.Any(line => line.Id == 3102 && line.Text.Contains("fsync=off", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Webhooks")]
    [InlineData("webhooks; drop schema shop")]
    public void A_script_for_what_is_no_identifier_is_refused(string schema) =>
        Assert.Contains("PostgreSql.Schema", Assert.Throws<ArgumentException>(() => PostgreSqlSchema.GetScript(schema)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Without_migrating_a_missing_schema_is_refused_and_not_made()
    {
        var exception = await AssertTroubleAsync(StoreTrouble.OlderSchema, () => OpenAsync(options => options.MigrateOnOpen = false));

        Assert.Contains("MigrateOnOpen", exception.Message, StringComparison.Ordinal);
        Assert.False(await Schemas.ReadAsync<bool>($"SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = '{Schemas.Schema}')"));
    }

    [Fact]
    public async Task A_newer_schema_is_used_as_long_as_it_says_so()
    {
        await OpenAsync();
        await Schemas.ExecuteAsync($"INSERT INTO {Schemas.Schema}.migration VALUES (1000, 1, now())");

        await EnqueueAsync(await OpenAsync());

        await Schemas.ExecuteAsync($"INSERT INTO {Schemas.Schema}.migration VALUES (1001, 1001, now())");
        var exception = await AssertTroubleAsync(StoreTrouble.NewerSchema, () => OpenAsync());
        Assert.Contains("1001", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_that_are_not_ours_are_left_alone()
    {
        await Schemas.ExecuteAsync($"CREATE SCHEMA {Schemas.Schema}; CREATE TABLE {Schemas.Schema}.event (number int)");

        await AssertTroubleAsync(StoreTrouble.NotOurs, () => OpenAsync());

        Assert.False(await Schemas.ReadAsync<bool>($"SELECT to_regclass('{Schemas.Schema}.migration') IS NOT NULL"));
    }

    [Fact]
    public async Task Who_may_not_make_a_schema_is_told_so()
    {
        await Schemas.ExecuteAsync($"CREATE ROLE {Schemas.Schema}_poor LOGIN");

        var exception = await AssertTroubleAsync(StoreTrouble.Denied, () => OpenAsync(connectionString: With(settings => settings.Username = $"{Schemas.Schema}_poor")));

        Assert.Contains("denies a right", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_use_the_tables_need_not_make_them()
    {
        await OpenAsync();
        await Schemas.ExecuteAsync($"""
            CREATE ROLE {Schemas.Schema}_worker LOGIN;
            GRANT USAGE ON SCHEMA {Schemas.Schema} TO {Schemas.Schema}_worker;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {Schemas.Schema} TO {Schemas.Schema}_worker;
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA {Schemas.Schema} TO {Schemas.Schema}_worker;
            """);
        var store = await OpenAsync(connectionString: With(settings => settings.Username = $"{Schemas.Schema}_worker"));

        await EnqueueAsync(store);

        Assert.True(await SettleAsync(store, Delivered(Assert.Single(await ClaimAsync(store)))));
        await Schemas.ExecuteAsync($"REVOKE INSERT ON {Schemas.Schema}.event FROM {Schemas.Schema}_worker");
        await AssertTroubleAsync(StoreTrouble.Denied, () => EnqueueAsync(store));
    }

    [Fact]
    public async Task A_user_that_is_not_known_is_refused() =>
        await AssertTroubleAsync(StoreTrouble.Denied, () => OpenAsync(connectionString: With(settings => settings.Username = "nobody_of_that_name")));

    [Fact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var exception = await AssertTroubleAsync(StoreTrouble.Unreachable, () => OpenAsync(connectionString: With(settings => settings.Database = "no_such_database")));

        Assert.Contains("'no_such_database'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_only_the_environment_names_is_called_so()
    {
        var exception = await AssertTroubleAsync(StoreTrouble.Unreachable, () => OpenAsync(connectionString: "Host=127.0.0.1;Port=1"));

        Assert.Contains("PostgreSQL database (the one that the environment names) at 127.0.0.1:1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_down_is_unreachable_and_no_secret_is_told()
    {
        var exception = await AssertTroubleAsync(
            StoreTrouble.Unreachable, () => OpenAsync(connectionString: "Host=127.0.0.1;Port=1;Username=shop;Password=hunter2;Database=shop"));

        Assert.Contains("127.0.0.1:1", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_told_at_start_and_later()
    {
        var readOnly = With(settings => settings.Options = "-c default_transaction_read_only=on");
        await AssertTroubleAsync(StoreTrouble.ReadOnly, () => OpenAsync(connectionString: readOnly));
        await OpenAsync();

        var store = await OpenAsync(connectionString: readOnly);

        await AssertTroubleAsync(StoreTrouble.ReadOnly, () => EnqueueAsync(store));
    }

    [Fact]
    public async Task A_database_whose_encoding_lacks_characters_is_refused_by_its_encoding()
    {
        await Schemas.ExecuteAsync($"CREATE DATABASE {Schemas.Schema}_latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");

        var exception = await AssertTroubleAsync(StoreTrouble.NotOurs, () => OpenAsync(connectionString: With(settings => settings.Database = $"{Schemas.Schema}_latin")));

        Assert.Contains("LATIN1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("UTF8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_of_one_connection_cannot_listen_as_well()
    {
        var exception = await AssertTroubleAsync(StoreTrouble.Unreachable, () => OpenAsync(connectionString: With(settings => settings.MaxPoolSize = 1)));

        Assert.Contains("Maximum Pool Size is 1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("PostgreSql.Notify", exception.Message, StringComparison.Ordinal);
        await EnqueueAsync(await OpenAsync(options => options.Notify = false, With(settings => settings.MaxPoolSize = 1)));
    }

    [Fact]
    public async Task A_store_that_could_not_be_opened_opens_when_the_trouble_is_over()
    {
        await Schemas.ExecuteAsync($"CREATE SCHEMA {Schemas.Schema}; CREATE TABLE {Schemas.Schema}.event (number int)");
        var store = Create();
        await AssertTroubleAsync(StoreTrouble.NotOurs, async () => await store.OpenAsync(Cancellation));
        await Schemas.ExecuteAsync($"DROP TABLE {Schemas.Schema}.event");

        await store.OpenAsync(Cancellation);

        await EnqueueAsync(store);
    }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(Schemas.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }
}
