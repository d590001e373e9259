using System.Net;
using System.Text;
using WebhookDispatch.AspNetCore.Tests.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Tests.Conformance;

/// <summary>
/// The scenarios of the public harness "webhook-receiver-conformance" that need no memory of what was received, by its numbers.
/// Those that need one are in <see cref="HarnessInboxScenarioTests"/>.
/// </summary>
public sealed class HarnessScenarioTests
{
    private const string Created = """{"type":"order.created","data":{"number":"7","amount":1}}""";
    private const string Paid = """{"type":"order.paid","data":{"number":"7","amount":1}}""";

    public static TheoryData<string, int> Profiles => new()
    {
        { "standard", 200 }, { "standard", 401 }, { "stripe", 200 }, { "stripe", 401 }, { "hex", 200 }, { "hex", 401 },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task SCN_001_and_009_one_valid_delivery_takes_effect_once_and_one_by_another_key_never(string profile, int expected)
    {
        var effects = new List<string>();
        Assert.True(WebhookScheme.TryGet(profile, out var scheme));
        await using var host = await StartAsync(scheme, effects);
        var secret = expected == 200 ? SecretOf(scheme) : scheme.IsKeyedByText ? WebhookSecret.FromText("another") : WebhookSecret.Generate();

        using var answer = await host.SendAsync(SignedRequest.Of(scheme, Encoding.UTF8.GetBytes(Created), secret: secret));

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(expected == 200 ? ["order.created 7"] : [], effects);
    }

    [Fact]
    public async Task SCN_004_events_that_come_in_another_order_than_they_happened_are_each_taken()
    {
        var effects = new List<string>();
        await using var host = await StartAsync(WebhookScheme.Standard, effects);

        using var dependent = await host.SendAsync(SignedRequest.Of(Paid, "evt_2"));
        using var prerequisite = await host.SendAsync(SignedRequest.Of(Created, "evt_1"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (dependent.StatusCode, prerequisite.StatusCode));
        Assert.Equal(["order.paid 7", "order.created 7"], effects);
    }

    [Theory]
    [InlineData("SCN-007 missing signature", "")]
    [InlineData("SCN-008 malformed signature", "v1,%%%%")]
    [InlineData("SCN-008 malformed signature", "v1")]
    [InlineData("SCN-008 malformed signature", ",")]
    [InlineData("SCN-008 malformed signature", "v1,AAAA v1,BBBB v2,")]
    public async Task SCN_007_and_008_a_signature_that_is_missing_or_malformed_is_401_and_no_error(string scenario, string signature)
    {
        var effects = new List<string>();
        await using var host = await StartAsync(WebhookScheme.Standard, effects);
        var request = SignedRequest.Of(Created).Without("webhook-signature");

        using var answer = await host.SendAsync(signature.Length == 0 ? request : request.With("webhook-signature", signature));

        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, scenario);
        Assert.Empty(effects);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task SCN_010_a_valid_signature_outside_the_window_is_refused_and_one_at_its_edge_is_taken()
    {
        var effects = new List<string>();
        await using var host = await StartAsync(WebhookScheme.Standard, effects);
        var now = host.Clock.GetUtcNow();

        using var stale = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, Encoding.UTF8.GetBytes(Created), at: now.AddSeconds(-301)));
        using var edge = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, Encoding.UTF8.GetBytes(Created), at: now.AddSeconds(-300)));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (stale.StatusCode, edge.StatusCode));
        Assert.Single(effects);
    }

    [Theory]
    [InlineData("\"7\"", "\"8\"")]
    [InlineData("{\"type\"", "{ \"type\"")]
    [InlineData("7", "\\u0037")]
    public async Task SCN_011_bytes_changed_after_signing_are_refused_even_where_they_mean_the_same(string before, string after)
    {
        var effects = new List<string>();
        await using var host = await StartAsync(WebhookScheme.Standard, effects);

        using var answer = await host.SendAsync(SignedRequest.Of(Created) with { Body = Encoding.UTF8.GetBytes(Created.Replace(before, after, StringComparison.Ordinal)) });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(effects);
    }

    [Theory]
    [InlineData("{\"type\":", "application/json", 400)]
    [InlineData("type=order.created", "application/x-www-form-urlencoded", 400)]
    [InlineData("<order/>", "text/xml", 400)]
    [InlineData(Created, "text/plain", 200)]
    [InlineData(Created, "nonsense", 200)]
    public async Task SCN_012_the_signed_body_decides_and_its_unsigned_content_type_does_not(string body, string contentType, int expected)
    {
        var effects = new List<string>();
        await using var host = await StartAsync(WebhookScheme.Standard, effects);

        using var answer = await host.SendAsync(SignedRequest.Of(body).With("Content-Type", contentType));

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(expected == 200 ? 1 : 0, effects.Count);
    }

    private static WebhookSecret SecretOf(WebhookScheme scheme) => scheme.IsKeyedByText ? WebhookSecret.FromText("a text") : SignedRequest.Secret;

    private static Task<ReceiverHost> StartAsync(WebhookScheme scheme, List<string> effects) => ReceiverHost.StartAsync(hooks => hooks
        .Verify(scheme, SecretOf(scheme))
        .OnData(
            "order.*",
            (invoice, webhook) =>
            {
                effects.Add($"{webhook.Type} {invoice.Number}");
                return Task.CompletedTask;
            },
            ModelsJson.Default.Invoice));
}
