using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests;

/// <summary>What <c>AddWebhookDispatch</c> and what follows it register.</summary>
public sealed class RegistrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_is_sent_to_by_the_id_it_was_registered_under()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(build: builder => builder.AddEndpoint("billing", receiver.Url.ToString(), Some.SecretText, "invoice.*"));

        var result = await host.Sender.SendAsync("billing", Some.Event(), Token);

        Assert.True(result.Delivered);
        Assert.Equal("billing", result.EndpointId);
        Assert.True(new WebhookVerifier(WebhookScheme.Standard, Some.Secret).Verify(receiver.Received[0].Headers, receiver.Received[0].Body).IsValid);
    }

    [Fact]
    public async Task A_health_check_without_a_store_says_what_is_missing()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddHealthChecks().AddWebhookDispatch();
        services.AddWebhookDispatch();
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("UseSqlite", report.Entries["webhook-dispatch"].Exception!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hooks/canary")]
    [InlineData("/hooks/canary")]
    [InlineData("//acme.example/canary")]
    [InlineData("acme.example/canary")]
    [InlineData("")]
    public void A_relative_url_is_refused_where_it_is_registered(string url)
    {
        var refusal = Assert.Throws<InvalidEndpointException>(() => new ServiceCollection().AddWebhookDispatch().AddEndpoint("billing", url, Some.SecretText));

        Assert.Equal("Endpoint 'billing' cannot be used: Url is not absolute; give one such as 'https://acme.example/hooks'.", refusal.Message);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("whsec_", "empty")]
    [InlineData("whsec_canary!", "base64")]
    [InlineData("whsec_Y2FuYXJ5", "24 to 64 bytes")]
    public void A_secret_that_is_none_is_refused_where_it_is_registered(string secret, string because)
    {
        var refusal = Assert.Throws<WebhookSecretException>(
            () => new ServiceCollection().AddWebhookDispatch().AddEndpoint("billing", "https://acme.example/hooks", secret));

        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Y2FuYXJ5", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        var builder = new ServiceCollection().AddWebhookDispatch();

        Assert.Throws<ArgumentNullException>("id", () => builder.AddEndpoint(null!, "https://acme.example", Some.SecretText));
        Assert.Throws<ArgumentNullException>("url", () => builder.AddEndpoint("billing", null!, Some.SecretText));
        var noSecret = Assert.Throws<ArgumentNullException>("secret", () => builder.AddEndpoint("billing", "https://acme.example", null!));
        Assert.StartsWith("Endpoint 'billing' has no secret. Check that its setting is present", noSecret.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("eventTypes", () => builder.AddEndpoint("billing", "https://acme.example", Some.SecretText, null!));
        Assert.Throws<ArgumentNullException>("endpoint", () => builder.AddEndpoint(null!));
        Assert.Throws<ArgumentNullException>("observer", () => builder.AddObserver(null!));
        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddWebhookDispatch());
        Assert.Throws<ArgumentNullException>("configuration", () => new ServiceCollection().AddWebhookDispatch((Microsoft.Extensions.Configuration.IConfiguration)null!));
    }

    [Fact]
    public async Task The_host_does_not_start_with_a_registered_endpoint_that_cannot_be_used()
    {
        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(
            () => StartAsync(builder => builder.AddEndpoint("billing", "http://acme-receiver.com/canary", Some.SecretText)));

        Assert.Contains("The URL uses http", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_does_not_start_with_two_endpoints_of_one_id()
    {
        var endpoint = Some.Endpoint(new Uri("https://acme-receiver.com/hooks"), "billing");

        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => StartAsync(builder => builder.AddEndpoint(endpoint).AddEndpoint(endpoint)));

        Assert.Equal("Endpoint 'billing' cannot be used: Id is registered twice; give each endpoint an id of its own.", refusal.Message);
    }

    [Fact]
    public async Task The_host_starts_with_endpoints_that_can_be_used() =>
        await StartAsync(builder => builder.AddEndpoint("billing", "https://acme-receiver.com/hooks", Some.SecretText, "invoice.*", "**"));

    [Fact]
    public async Task Registering_twice_changes_nothing_but_the_options()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(build: builder => builder.Services.AddWebhookDispatch(options => options.Sending.UserAgent = "Second/1"));

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal("Second/1", Assert.Single(receiver.Received).Header("User-Agent"));
        Assert.Single(host.Services.GetServices<IWebhookSender>());
        Assert.Single(host.Services.GetServices<IDeadLetterStore>());
    }

    [Fact]
    public async Task A_store_that_was_registered_before_is_kept()
    {
        var services = new ServiceCollection();
        var own = new InMemoryDeadLetterStore(new DeadLetterOptions(), Microsoft.Extensions.Logging.Abstractions.NullLogger<InMemoryDeadLetterStore>.Instance);
        services.AddSingleton<IDeadLetterStore>(own);
        services.AddWebhookDispatch();
        await using var provider = services.BuildServiceProvider();

        Assert.Same(own, provider.GetRequiredService<IDeadLetterStore>());
    }

    private static async Task StartAsync(Action<IWebhookDispatchBuilder> build)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        build(builder.Services.AddWebhookDispatch());
        using var host = builder.Build();
        await host.StartAsync(Token);
        await host.StopAsync(Token);
    }
}
