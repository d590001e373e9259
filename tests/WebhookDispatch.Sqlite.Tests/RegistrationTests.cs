using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class RegistrationTests : StoreTest
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("Data Source={0}")]
    [InlineData("DataSource={0};")]
    [InlineData("filename = {0}")]
    public async Task A_path_or_a_connection_string_names_the_file(string form)
    {
        await using var host = new SenderHost(build: builder => builder.UseSqlite(string.Format(null, form, Folder.File)), clock: Clock);

        var store = host.Services.GetRequiredService<IWebhookStore>();
        await store.OpenAsync(Cancellation);

        Assert.True(File.Exists(Folder.File));
    }

    [Theory]
    [InlineData("Data Source=webhooks.db;Cache=Shared", "cache")]
    [InlineData("Data Source=webhooks.db;Password=hunter2", "password")]
    public void A_setting_that_would_not_count_is_refused_by_its_name_alone(string connectionString, string key)
    {
        var exception = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddWebhookDispatch().UseSqlite(connectionString));

        Assert.Contains($"'{key}'", exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(":memory:")]
    [InlineData("file:webhooks.db?mode=memory")]
    [InlineData("Data Source=:memory:")]
    public void What_names_no_file_is_refused(string path)
    {
        var exception = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddWebhookDispatch().UseSqlite(path));

        Assert.Contains("path of a file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_store_is_refused()
    {
        var builder = new ServiceCollection().AddWebhookDispatch().UseSqlite(Folder.File);

        Assert.Throws<InvalidOperationException>(() => builder.UseSqlite(Folder.File));
    }

    [Theory]
    [InlineData(0, 1000, "MaxPending is 0")]
    [InlineData(1_000_001, 1000, "MaxPending is 1000001")]
    [InlineData(4096, 9, "CheckpointPages is 9")]
    [InlineData(4096, 100_001, "CheckpointPages is 100001")]
    public void Options_that_cannot_work_are_named_with_their_value(int maxPending, int checkpointPages, string expected)
    {
        using var provider = Provide(options => (options.MaxPending, options.CheckpointPages) = (maxPending, checkpointPages));

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IWebhookStore>);

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_those_that_are_documented()
    {
        var options = new SqliteStoreOptions();

        Assert.Equal((4096, 500), (options.MaxPending, options.CheckpointPages));
    }

    [Fact]
    public async Task A_container_that_is_disposed_synchronously_closes_the_store()
    {
        var provider = Provide();
        await provider.GetRequiredService<IWebhookStore>().OpenAsync(Cancellation);

        await Task.Run(provider.Dispose, Cancellation);

        await OpenAsync();
    }

    private ServiceProvider Provide(Action<SqliteStoreOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddWebhookDispatch().UseSqlite(Folder.File, configure);
        return services.BuildServiceProvider();
    }
}
