using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Directory;

public sealed class ConfiguredEndpointsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(EndpointsOptions), nameof(EndpointsOptions.Endpoints))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Id))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Url))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Secrets))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Schemes))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.EventTypes))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Headers))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Tenant))]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Enabled))]
    public async Task An_endpoint_of_the_configuration_is_what_its_settings_say()
    {
        var other = WebhookSecret.Generate().Reveal();
        await using var host = await StartAsync(Configuration(new()
        {
            ["Endpoints:0:Id"] = "billing",
            ["Endpoints:0:Url"] = "https://acme.example/hooks",
            ["Endpoints:0:Secrets:0"] = Some.SecretText,
            ["Endpoints:0:Secrets:1"] = other,
            ["Endpoints:0:Schemes:0"] = "svix",
            ["Endpoints:0:Schemes:1"] = "standard",
            ["Endpoints:0:EventTypes:0"] = "invoice.*",
            ["Endpoints:0:Headers:X-Team"] = "red",
            ["Endpoints:0:Tenant"] = "red",
            ["Endpoints:0:Enabled"] = "false",
        }));

        var endpoint = await host.Endpoints.FindAsync("billing", "red", Token);

        Assert.Equal(("https://acme.example/hooks", "red", false, "configuration"), (endpoint!.Url.ToString(), endpoint.Tenant, endpoint.IsEnabled, endpoint.DisabledReason));
        Assert.Equal([Some.SecretText, other], endpoint.Secrets.Select(secret => secret.Value.Reveal()));
        Assert.Equal([WebhookScheme.Svix, WebhookScheme.Standard], endpoint.Schemes);
        Assert.Equal(["invoice.*"], endpoint.EventTypes);
        Assert.Equal("red", Assert.Single(endpoint.Headers, header => header.Key == "X-Team").Value);
    }

    [Fact]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Overrides))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.AttemptTimeout))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.AllowHttp2))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.MaxRetries))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.BaseDelay))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.MaxDelay))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.PermanentStatuses))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.RetryDelays))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.MaxInFlight))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.AttemptsPerSecond))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.MaxInFlightInCluster))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.Order))]
    [Covers(typeof(EndpointOverridesSettings), nameof(EndpointOverridesSettings.SkipAfter))]
    public async Task Every_override_can_be_set_in_the_configuration()
    {
        var settings = Listening("**");
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["AttemptTimeout"] = "00:00:20",
            ["AllowHttp2"] = "true",
            ["MaxRetries"] = "7",
            ["BaseDelay"] = "00:00:01",
            ["MaxDelay"] = "00:00:09",
            ["PermanentStatuses:0"] = "404",
            ["RetryDelays:0"] = "00:00:05",
            ["RetryDelays:1"] = "00:01:00",
            ["MaxInFlight"] = "3",
            ["AttemptsPerSecond"] = "2.5",
            ["MaxInFlightInCluster"] = "4",
            ["Order"] = "Strict",
            ["SkipAfter"] = "9",
        })
        {
            settings[$"Endpoints:0:Overrides:{name}"] = value;
        }

        await using var host = await StartAsync(Configuration(settings));

        var overrides = (await host.Endpoints.FindAsync("acme", cancellationToken: Token))!.Overrides;
        Assert.All(typeof(EndpointOverrides).GetProperties().Where(option => option.Name != nameof(EndpointOverrides.None)), option => Assert.NotNull(option.GetValue(overrides)));
        Assert.Equal((TimeSpan.FromSeconds(20), 7, 2.5, EndpointOrder.Strict), (overrides.AttemptTimeout, overrides.MaxRetries, overrides.AttemptsPerSecond, overrides.Order));
        Assert.Equal([404], overrides.PermanentStatuses!);
        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)], overrides.RetryDelays!);
    }

    [Fact]
    public async Task A_reload_changes_endpoints_live_and_a_faulty_one_keeps_the_former()
    {
        var configuration = Configuration(Listening("invoice.*"));
        await using var host = await StartAsync(configuration);
        Assert.Equal(1, await DeliveriesOfAsync(host, "invoice.paid"));

        Reload(configuration, Listening("order.*"));
        Assert.Equal((0, 1), (await DeliveriesOfAsync(host, "invoice.paid"), await DeliveriesOfAsync(host, "order.placed")));

        Reload(configuration, new() { ["Endpoints:0:EventTypes:0"] = "order.*.*" });
        Assert.Equal(1, await DeliveriesOfAsync(host, "order.placed"));
        Reload(configuration, new() { ["Endpoints:0:EventTypes:0"] = "order.*", ["Endpoints:0:Url"] = "acme.example" });
        Assert.Equal(1, await DeliveriesOfAsync(host, "order.placed"));
        Assert.Equal(2, host.Host.Logs.Lines.Count(line => line.Id == 1502));
        Assert.DoesNotContain(host.Host.Logs.Lines, line => line.Text.Contains(Some.SecretText, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Endpoints:0:EventType:0", "order.*", "Endpoints:0:EventType is no option; correct its name or take it out.")]
    [InlineData("Endpoints:0:Enabled", "perhaps", "'Endpoints:0:Enabled'")]
    public async Task A_reload_that_cannot_be_read_keeps_the_former_endpoints_and_says_which_setting_is_at_fault(string key, string value, string expected)
    {
        var configuration = Configuration(Listening("invoice.*"));
        await using var host = await StartAsync(configuration);

        Reload(configuration, new() { [key] = value, ["Endpoints:0:EventTypes:0"] = null });

        Assert.Equal((1, 0), (await DeliveriesOfAsync(host, "invoice.paid"), await DeliveriesOfAsync(host, "order.placed")));
        Assert.Contains(expected, Assert.Single(host.Host.Logs.Lines, line => line.Id == 1502).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoints:0:Url", "hooks", "Url is not absolute")]
    [InlineData("Endpoints:0:Schemes:0", "pgp", "Schemes holds 'pgp'")]
    [InlineData("Endpoints:0:Secrets:0", "whsec_canary!", "Secrets: ")]
    public async Task A_faulty_configuration_stops_the_host_and_names_the_endpoint_and_the_setting(string key, string value, string expected)
    {
        var settings = Listening("**");
        settings[key] = value;

        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => StartAsync(Configuration(settings)));

        Assert.Contains("'acme'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Listening(string type) => new()
    {
        ["Endpoints:0:Id"] = "acme",
        ["Endpoints:0:Url"] = "https://acme.example/hooks",
        ["Endpoints:0:Secrets:0"] = Some.SecretText,
        ["Endpoints:0:EventTypes:0"] = type,
    };

    private static IConfigurationRoot Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private static void Reload(IConfigurationRoot configuration, Dictionary<string, string?> settings)
    {
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        configuration.Reload();
    }

    private static Task<DurableHost> StartAsync(IConfiguration configuration) => DurableHost.StartAsync(
        new TestClock(), options: options => options.Dispatching.Enabled = false, build: builder => builder.Services.AddWebhookDispatch(configuration));

    private static async Task<int> DeliveriesOfAsync(DurableHost host, string type) =>
        (await host.Publisher.PublishAsync(Some.Event(type), cancellationToken: Token)).Deliveries;
}
