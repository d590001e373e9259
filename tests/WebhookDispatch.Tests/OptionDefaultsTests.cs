using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests;

public sealed partial class OptionDefaultsTests
{
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
    public void An_endpoint_signs_by_Standard_Webhooks_listens_to_all_and_follows_the_options()
    {
        var endpoint = Some.Endpoint(new Uri("https://acme.example/hooks"));

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
        return Texts(expected).Any(shown => Regex.IsMatch(text, $@"(default is {Regex.Escape(shown)}|^\s*{Regex.Escape(shown)} by default)(?![\d,]*\d)"));
    }

    private static string TextOf(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => see.Attribute("langword")?.Value ?? see.Attribute("cref")!.Value,
        XElement element => element.Value,
        _ => node.ToString(),
    };

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        TimeSpan time => [$"{time.TotalSeconds} seconds", $"{time.TotalMinutes} minutes"],
        int number => [number.ToString("N0", CultureInfo.InvariantCulture)],
        double share => [share.ToString(CultureInfo.InvariantCulture)],
        bool flag => [flag ? "true" : "false"],
        string text => [text],
        IEnumerable => ["Empty"],
        _ => [],
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
