using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.Tenants;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests;

public sealed partial class OptionDefaultsTests
{
    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("millisecond", TimeSpan.FromMilliseconds(1)), ("day", TimeSpan.FromDays(1)), ("second", TimeSpan.FromSeconds(1)),
        ("minute", TimeSpan.FromMinutes(1)), ("hour", TimeSpan.FromHours(1)),
    ];

    [Fact]
    public void The_defaults_are_those_that_were_decided()
    {
        var options = new WebhookDispatchOptions();

        Assert.Equal(TimeSpan.FromSeconds(15), options.Sending.AttemptTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Sending.ConnectTimeout);
        Assert.Equal(256 * 1024, options.Sending.MaxPayloadBytes);
        Assert.Equal(16 * 1024, options.Sending.MaxResponseBytes);
        Assert.Equal("WebhookDispatch/1.0", options.Sending.UserAgent);
        Assert.False(options.Sending.PropagateTraceContext);
        Assert.False(options.Sending.IsolateTenants);
        Assert.Equal(5, options.Retries.MaxRetries);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Retries.BaseDelay);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Retries.MaxDelay);
        Assert.Equal(0.1, options.Retries.JitterRatio);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Retries.MaxRetryAfter);
        Assert.Empty(options.Retries.PermanentStatuses);
        Assert.Equal(5, options.CircuitBreaker.ConsecutiveFailures);
        Assert.Equal(0.5, options.CircuitBreaker.FailureRatio);
        Assert.Equal(10, options.CircuitBreaker.MinimumThroughput);
        Assert.Equal(TimeSpan.FromSeconds(60), options.CircuitBreaker.SamplingDuration);
        Assert.Equal(TimeSpan.FromSeconds(60), options.CircuitBreaker.BreakDuration);
        Assert.Equal(TimeSpan.FromMinutes(15), options.CircuitBreaker.MaxBreakDuration);
        Assert.Equal(10_000, options.CircuitBreaker.MaxTrackedEndpoints);
        Assert.Equal(1_000, options.DeadLetters.MemoryCapacity);
    }

    [Fact]
    public void The_defaults_of_durable_dispatch_are_those_that_were_decided()
    {
        var options = new WebhookDispatchOptions();

        Assert.Equal(9, options.Schedule.RetryDelays.Count);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Schedule.RetryDelays[0]);
        Assert.Equal(TimeSpan.FromHours(24), options.Schedule.RetryDelays[^1]);
        Assert.Equal(0.2, options.Schedule.JitterRatio);
        Assert.Equal(TimeSpan.FromDays(30), options.Retention.Waiting);
        Assert.Equal(TimeSpan.FromHours(24), options.Schedule.MaxRetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(60), options.Schedule.OverloadDelay);
        Assert.Empty(options.Schedule.PermanentStatuses);
        Assert.True(options.Dispatching.Enabled);
        Assert.Equal((64, 8, 1024, 4096), (options.Dispatching.MaxInFlight, options.Dispatching.MaxInFlightPerEndpoint, options.Dispatching.MaxSlowInFlight, options.Dispatching.MaxHandOff));
        Assert.Equal(TimeSpan.FromMilliseconds(250), options.Dispatching.SlowAfter);
        Assert.Null(options.Dispatching.LeaseDuration);
        Assert.Equal(TimeSpan.FromSeconds(40), LeaseTerms.For(options.Dispatching, options.Sending, []).Lease);
        Assert.Equal(TimeSpan.FromSeconds(1), options.Dispatching.PollInterval);
        Assert.Equal(TimeSpan.FromSeconds(25), options.Dispatching.ShutdownGrace);
        Assert.All(OptionCoverageTests.Settable(typeof(TenantsOptions)), property => Assert.Null(property.GetValue(options.Tenants)));
        Assert.Empty(options.Secrets.Keys);
        Assert.Null(options.Secrets.KeyFile);
        Assert.Equal((true, false), (options.Secrets.RenewInBackground, options.Secrets.AcceptLostKey));
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromDays(90)), (options.Retention.Delivered, options.Retention.Dead));
        Assert.Equal((TimeSpan.FromDays(5), 10, TimeSpan.FromHours(12)), (options.AutoDisable.NoSuccessFor, options.AutoDisable.MinFailedDeliveries, options.AutoDisable.MinSpread));
    }

    [Fact]
    public void An_endpoint_signs_by_Standard_Webhooks_listens_to_all_and_follows_the_options()
    {
        var endpoint = new WebhookEndpoint { Id = "acme", Url = new Uri("https://acme.example/hooks") };

        Assert.Equal([WebhookScheme.Standard], endpoint.Schemes);
        Assert.Equal(["**"], endpoint.EventTypes);
        Assert.Empty(endpoint.Headers);
        Assert.Equal(new EndpointOverrides(), endpoint.Overrides);
        Assert.All(OptionCoverageTests.Settable(typeof(EndpointOverrides)), property => Assert.Null(property.GetValue(endpoint.Overrides)));
    }

    [Fact]
    public void The_documentation_of_every_option_states_its_default()
    {
        var documented = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "WebhookDispatch.xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("value"), StringComparer.Ordinal);
        var groups = typeof(WebhookDispatchOptions).GetProperties()
            .Where(group => group.PropertyType != typeof(EgressOptions))
            .Select(group => group.GetValue(new WebhookDispatchOptions())!);

        var silent = groups.SelectMany(group => OptionCoverageTests.Settable(group.GetType())
            .Where(option => !States(documented[$"P:{group.GetType().FullName}.{option.Name}"], option.GetValue(group)))
            .Select(option => $"{group.GetType().Name}.{option.Name}"));

        Assert.Empty(silent);
    }

    private static bool States(XElement? value, object? expected)
    {
        var text = Blank().Replace(value is null ? "" : string.Concat(value.Nodes().Select(TextOf)), " ");
        return Texts(expected).Any(shown => Regex.IsMatch(text, $@"(default is {Regex.Escape(shown)}|^\s*By default {Regex.Escape(shown)}|^\s*{Regex.Escape(shown)} by default)(?![\d,]*\d)"));
    }

    private static string TextOf(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => see.Attribute("langword")?.Value ?? see.Attribute("cref")!.Value,
        XElement element => element.Value,
        _ => node.ToString(),
    };

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        TimeSpan time => Units.Select(unit => $"{time / unit.Length} {unit.Name}{(time == unit.Length ? "" : "s")}"),
        IEnumerable<TimeSpan> times => [string.Join(", ", times.Select(time => Texts(time).Last(text => !text.Contains('.'))))],
        int number => [number.ToString("N0", CultureInfo.InvariantCulture)],
        double share => [share.ToString(CultureInfo.InvariantCulture)],
        bool flag => [flag ? "true" : "false"],
        string text => [text],
        IEnumerable => ["Empty"],
        // Nothing is set: the documentation says what follows from that.
        null => ["twice Sending.AttemptTimeout and 10 seconds", "null"],
        _ => [],
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
