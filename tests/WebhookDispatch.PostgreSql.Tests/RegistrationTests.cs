using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

public sealed class RegistrationTests(SharedServer server) : IAsyncDisposable
{
    private readonly StoreSchemas _schemas = new(server, typeof(RegistrationTests));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schemas.DisposeAsync();

    [Fact]
    public async Task A_connection_string_names_the_database_and_an_option_the_schema()
    {
        await _schemas.PrepareAsync(stopClock: false);
        await using var provider = Provide(builder => builder.UsePostgreSql(_schemas.ConnectionString, options => options.Schema = _schemas.Schema));

        await provider.GetRequiredService<IWebhookStore>().OpenAsync(Cancellation);

        Assert.True(await _schemas.ReadAsync<bool>($"SELECT to_regclass('{_schemas.Schema}.queue') IS NOT NULL"));
    }

    [Fact]
    public async Task A_data_source_of_the_application_is_used_and_left_open()
    {
        await _schemas.PrepareAsync(stopClock: false);
        await using var source = NpgsqlDataSource.Create(_schemas.ConnectionString);
        await using (var provider = Provide(builder => builder.UsePostgreSql(source, options => options.Schema = _schemas.Schema)))
        {
            await provider.GetRequiredService<IWebhookStore>().OpenAsync(Cancellation);
        }

        await using var connection = await source.OpenConnectionAsync(Cancellation);
        Assert.Equal(System.Data.ConnectionState.Open, connection.State);
    }

    [Theory]
    [InlineData("", "names no host")]
    [InlineData("Database=shop;Password=hunter2", "names no host")]
    [InlineData("Host=db;Colour=red;Password=hunter2", "cannot be read")]
    [InlineData("Host=db;Port=many;Password=hunter2", "cannot be read")]
    [InlineData("Host=db;Password=hun;hunter2=", "cannot be read")]
    [InlineData("Host=db;Port=hunter2", "'port'")]
    [InlineData("postgres://shop:hunter2@db/shop", "is a URL")]
    [InlineData("postgresql://shop:hunter2@db/shop?sslmode=require", "is a URL")]
    [InlineData("webhooks.db", "cannot be read")]
    [InlineData("Host=db;Password=hunter2;Target Session Attributes=primary", "Target Session Attributes")]
    [InlineData("Host=one,two;Password=hunter2;Target Session Attributes=prefer-standby", "the store writes")]
    [InlineData("Host=db;Password=hunter2;Minimum Pool Size=9;Maximum Pool Size=8", "cannot be used")]
    public void What_is_no_connection_string_is_refused_without_a_secret(string connectionString, string expected)
    {
        var exception = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddWebhookDispatch().UsePostgreSql(connectionString));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_store_is_refused()
    {
        var builder = new ServiceCollection().AddWebhookDispatch().UsePostgreSql("Host=db");

        Assert.Throws<InvalidOperationException>(() => builder.UsePostgreSql("Host=db"));
    }

    [Fact]
    public void A_password_that_looks_like_a_part_of_a_URL_is_a_password() =>
        new ServiceCollection().AddWebhookDispatch().UsePostgreSql("Host=db;Password=a://b");

    [Fact]
    public async Task A_data_source_that_multiplexes_is_refused_and_a_connection_string_that_says_so_is_not()
    {
        await using var source = NpgsqlDataSource.Create("Host=db;Multiplexing=true");
        var builder = new ServiceCollection().AddWebhookDispatch();

        Assert.Contains("Multiplexing", Assert.Throws<ArgumentException>(() => builder.UsePostgreSql(source)).Message, StringComparison.Ordinal);
        await _schemas.PrepareAsync(stopClock: false);
        await using var provider = Provide(services => services.UsePostgreSql(_schemas.ConnectionString + ";Multiplexing=true", options => options.Schema = _schemas.Schema));
        await provider.GetRequiredService<IWebhookStore>().OpenAsync(Cancellation);
    }

    [Theory]
    [InlineData(null, "Schema is ''")]
    [InlineData("", "Schema is ''")]
    [InlineData("Webhooks", "Schema is 'Webhooks'")]
    [InlineData("pg_webhooks", "Schema is 'pg_webhooks'")]
    [InlineData("web hooks", "Schema is 'web hooks'")]
    [InlineData("webhooks\"; drop schema shop; --", "Schema is 'webhooks\"; drop schema shop; --'")]
    [InlineData("webhooks\n", "Schema is 'webhooks\n'")]
    public void A_schema_that_is_no_plain_identifier_is_refused(string? schema, string expected) =>
        AssertRefused(options => options.Schema = schema!, expected);

    [Theory]
    [InlineData(0.5, 0.1, 2, 4096, "StatementTimeout is 00:00:00.5")]
    [InlineData(1.5, 0.1, 2, 4096, "StatementTimeout is 00:00:01.5")]
    [InlineData(601, 0.1, 2, 4096, "StatementTimeout is 00:10:01")]
    [InlineData(5, 0.009, 2, 4096, "LockTimeout is 00:00:00.009")]
    [InlineData(5, 6, 2, 4096, "LockTimeout is 00:00:06; set 10 milliseconds to PostgreSql.StatementTimeout, which is 00:00:05")]
    [InlineData(5, 1, 0, 4096, "Writers is 0")]
    [InlineData(5, 1, 17, 4096, "Writers is 17")]
    [InlineData(5, 1, 2, 0, "MaxPending is 0")]
    [InlineData(5, 1, 2, 1_000_001, "MaxPending is 1000001")]
    public void Options_that_cannot_work_are_named_with_their_value(double statement, double wait, int writers, int pending, string expected) =>
        AssertRefused(
            options =>
            {
                (options.StatementTimeout, options.LockTimeout) = (TimeSpan.FromSeconds(statement), TimeSpan.FromSeconds(wait));
                (options.Writers, options.MaxPending) = (writers, pending);
            },
            expected);

    private static void AssertRefused(Action<PostgreSqlStoreOptions> configure, string expected)
    {
        using var provider = Provide(builder => builder.UsePostgreSql("Host=db", configure));

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IWebhookStore>);

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Provide(Action<IWebhookDispatchBuilder> build)
    {
        var services = new ServiceCollection();
        build(services.AddWebhookDispatch());
        return services.BuildServiceProvider();
    }
}
