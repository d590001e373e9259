using System.Collections;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookDispatch.Egress;
using WebhookDispatch.Secrets;

namespace WebhookDispatch.Tests;

public sealed class ConfigurationBindingTests
{
    private const string Everything =
        """
        { "WebhookDispatch": {
            "Sending": {
                "AttemptTimeout": "00:00:20", "ConnectTimeout": "00:00:03", "MaxPayloadBytes": 1000, "MaxResponseBytes": 2000,
                "UserAgent": "Acme-Webhooks/2.1", "PropagateTraceContext": true, "IsolateTenants": true },
            "Retries": {
                "MaxRetries": 7, "BaseDelay": "00:00:01", "MaxDelay": "00:01:00", "JitterRatio": 0.25, "MaxRetryAfter": "00:10:00",
                "PermanentStatuses": [501, 505] },
            "CircuitBreaker": {
                "ConsecutiveFailures": 3, "FailureRatio": 0.75, "MinimumThroughput": 20, "SamplingDuration": "00:00:30",
                "BreakDuration": "00:00:10", "MaxBreakDuration": "00:05:00", "MaxTrackedEndpoints": 99 },
            "Egress": { "AllowedNetworks": ["10.2.0.0/16:8443", "192.168.7.9/32"], "OwnAddresses": ["198.51.100.7"] },
            "Schedule": { "RetryDelays": ["00:00:01", "00:02:00"], "JitterRatio": 0.3, "MaxRetryAfter": "01:00:00", "OverloadDelay": "00:00:30", "PermanentStatuses": [400] },
            "Dispatching": {
                "Enabled": false, "MaxInFlight": 32, "MaxInFlightPerEndpoint": 4, "SlowAfter": "00:00:01", "MaxSlowInFlight": 99, "LeaseDuration": "00:01:00",
                "PollInterval": "00:00:05", "MaxHandOff": 77, "ShutdownGrace": "00:00:09" },
            "Tenants": { "MaxEndpoints": 5, "MaxQueuedDeliveries": 1000, "MaxPayloadBytes": 900, "MaxReplaysPerSecond": 20 },
            "Retention": { "Delivered": "1.00:00:00", "Dead": "30.00:00:00", "Waiting": "20.00:00:00" },
            "AutoDisable": { "NoSuccessFor": "2.00:00:00", "MinFailedDeliveries": 3, "MinSpread": "01:00:00" },
            "DeadLetters": { "MemoryCapacity": 12 } } }
        """;

    [Fact]
    public void Every_option_can_be_set_from_the_section_WebhookDispatch()
    {
        var bound = Bind(Everything);
        var defaults = new WebhookDispatchOptions();

        // Keys and their file have to be right to be bound; see the folder Secrets.
        var groups = typeof(WebhookDispatchOptions).GetProperties()
            .Where(group => group.PropertyType != typeof(EgressOptions) && group.PropertyType != typeof(SecretsOptions));
        var unbound = groups.SelectMany(group => OptionCoverageTests.Settable(group.PropertyType)
            .Where(option => IsSame(option, group.GetValue(bound)!, group.GetValue(defaults)!))
            .Select(option => $"{group.Name}.{option.Name}"));

        Assert.Empty(unbound);
    }

    [Fact]
    public void Values_and_lists_arrive_as_written()
    {
        var bound = Bind(Everything);

        Assert.Equal(TimeSpan.FromSeconds(20), bound.Sending.AttemptTimeout);
        Assert.Equal("Acme-Webhooks/2.1", bound.Sending.UserAgent);
        Assert.Equal(0.25, bound.Retries.JitterRatio);
        Assert.Equal([501, 505], bound.Retries.PermanentStatuses);
        Assert.Equal(["10.2.0.0/16:8443", "192.168.7.9/32"], bound.Egress.AllowedNetworks);
        Assert.Equal(["198.51.100.7"], bound.Egress.OwnAddresses);
        Assert.Equal(12, bound.DeadLetters.MemoryCapacity);
        Assert.Equal(TimeSpan.FromMinutes(1), bound.Dispatching.LeaseDuration);
    }

    [Fact]
    public void A_configured_schedule_replaces_the_default_one()
    {
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)], Bind(Everything).Schedule.RetryDelays);
        Assert.Equal(9, Bind("{}").Schedule.RetryDelays.Count);
    }

    [Fact]
    public void Options_from_configuration_are_checked_like_any_other()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Bind("""{ "WebhookDispatch": { "Retries": { "MaxRetries": 900, "PermanentStatuses": [200] } } }"""));

        Assert.Equal(
            ["Retries.MaxRetries is 900; set 0 to 100.", "Retries.PermanentStatuses holds 200; list statuses from 300 to 599."],
            refusal.Failures);
    }

    [Fact]
    public void Text_that_is_no_value_names_the_setting()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Bind("""{ "WebhookDispatch": { "Sending": { "AttemptTimeout": "soon" } } }"""));

        Assert.Contains("WebhookDispatch:Sending:AttemptTimeout", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Retry": { "MaxRetries": 3 } }""", "WebhookDispatch:Retry is no option; correct its name or take it out. Known here: AutoDisable, CircuitBreaker")]
    [InlineData("""{ "Retries": { "MaxRetry": 3 } }""", "WebhookDispatch:Retries:MaxRetry is no option; correct its name or take it out. Known here: BaseDelay, ")]
    [InlineData("""{ "Endpoints": [ { "Id": "a", "Url": "https://example.com", "EventType": ["b"] } ] }""", "WebhookDispatch:Endpoints:0:EventType is no option")]
    [InlineData("""{ "Endpoints": [ { "Authentication": { "Pasword": "hush" } } ] }""", "WebhookDispatch:Endpoints:0:Authentication:Pasword is no option")]
    [InlineData("""{ "Endpoints": [ { "Tls": { "Insecure": true } } ] }""", "WebhookDispatch:Endpoints:0:Tls:Insecure is no option")]
    public void A_key_that_nothing_reads_is_refused_with_those_that_are_known(string section, string refused)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Bind($$"""{ "WebhookDispatch": {{section}} }"""));

        Assert.StartsWith(refused, Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_configuration_may_be_in_any_case() =>
        Assert.Equal(7, Bind("""{ "webhookdispatch": { "RETRIES": { "maxretries": 7 } } }""").Retries.MaxRetries);

    [Fact]
    public void Code_and_configuration_are_laid_over_each_other()
    {
        var services = new ServiceCollection();
        services.AddWebhookDispatch(Section("""{ "WebhookDispatch": { "Retries": { "MaxRetries": 7 } } }"""));
        services.AddWebhookDispatch(options => options.DeadLetters.MemoryCapacity = 5);
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<WebhookDispatchOptions>>().Value;

        Assert.Equal((7, 5), (options.Retries.MaxRetries, options.DeadLetters.MemoryCapacity));
    }

    private static bool IsSame(PropertyInfo option, object group, object defaults) => option.GetValue(group) is IEnumerable list and not string
        ? list.Cast<object>().SequenceEqual(((IEnumerable)option.GetValue(defaults)!).Cast<object>())
        : Equals(option.GetValue(group), option.GetValue(defaults));

    private static WebhookDispatchOptions Bind(string json)
    {
        var services = new ServiceCollection();
        services.AddWebhookDispatch(Section(json));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<WebhookDispatchOptions>>().Value;
    }

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build().GetSection("WebhookDispatch");
}
