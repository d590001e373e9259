using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Secrets;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Secrets;

public sealed class StoredSecretsTests
{
    private const string HeaderValue = "header-canary";

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_a_secret_nor_a_header_value_is_stored_in_plain()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await StartAsync(keys: "k1");
        await host.Endpoints.AddAsync(Endpoint(receiver.Url), Token);
        var secret = await host.Endpoints.RotateSecretAsync("acme", cancellationToken: Token);

        var stored = await ContentAsync(host);
        Assert.Contains("v1.k1.", stored, StringComparison.Ordinal);
        Assert.All([Some.SecretText, Some.SecretText[6..], secret.Reveal()[6..], HeaderValue], text => Assert.DoesNotContain(text, stored, StringComparison.Ordinal));

        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        var request = await receiver.NextAsync();
        Assert.Equal(HeaderValue, request.Header("X-Api-Key"));
        Assert.True(new WebhookVerifier(new WebhookVerifierOptions().Accept(WebhookScheme.Standard, secret), host.Clock).Verify(request.Headers, request.Body).IsValid);
    }

    [Fact]
    public async Task Without_keys_the_start_warns_once_and_only_when_endpoints_are_stored()
    {
        var store = new WatchedStore(_clock);
        await using (var first = await StartAsync(store))
        {
            await first.Endpoints.AddAsync(Endpoint(), Token);
            Assert.DoesNotContain(first.Host.Logs.Lines, line => line.Id == 1504);
        }

        await using var host = await StartAsync(store);
        await host.Endpoints.UpdateAsync("acme", found => found with { EventTypes = ["order.*"] }, cancellationToken: Token);

        var warning = Assert.Single(host.Host.Logs.Lines, line => line.Id == 1504);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("The secrets of 1 stored endpoints are kept as they are", warning.Text, StringComparison.Ordinal);
        Assert.Contains(Some.SecretText, await ContentAsync(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keys_there_is_no_warning_and_a_plain_row_is_read_and_protected_at_the_next_save()
    {
        var store = new WatchedStore(_clock);
        await using (var first = await StartAsync(store))
        {
            await first.Endpoints.AddAsync(Endpoint(), Token);
        }

        await using var host = await StartAsync(store, keys: "k1");
        Assert.Equal(Some.SecretText, Assert.Single((await host.Endpoints.FindAsync("acme", cancellationToken: Token))!.Secrets).Value.Reveal());
        Assert.Contains(Some.SecretText, await ContentAsync(host), StringComparison.Ordinal);

        await host.Endpoints.UpdateAsync("acme", found => found with { EventTypes = ["order.*"] }, cancellationToken: Token);

        Assert.DoesNotContain(Some.SecretText, await ContentAsync(host), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Host.Logs.Lines, line => line.Id == 1504);
        Assert.Equal(HeaderValue, (await host.Endpoints.FindAsync("acme", cancellationToken: Token))!.Headers["X-Api-Key"]);
    }

    [Theory]
    [InlineData("", "globex")]
    [InlineData("red", "globex")]
    public async Task A_row_that_is_copied_to_another_endpoint_or_tenant_parks_it_and_spends_no_attempt(string tenant, string endpointId)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await StartAsync(keys: "k1");
        await host.Endpoints.AddAsync(Endpoint(receiver.Url), Token);
        var copied = Assert.Single(await host.Store.LoadEndpointsAsync(Token));
        await host.Store.SaveEndpointAsync(copied with { Tenant = tenant, EndpointId = endpointId, Version = 0 }, Token);
        await host.PassAndLookAsync(TimeSpan.FromSeconds(2));

        await AssertParkedAsync(host, tenant, endpointId, "was changed or copied from another endpoint or tenant");
        Assert.Empty(receiver.Received);
    }

    [Fact]
    [FaultRow(63)]
    public async Task A_lost_key_parks_its_endpoints_and_they_are_sent_to_once_it_is_back()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var store = new WatchedStore(_clock);
        await using (var first = await StartAsync(store, keys: "k1"))
        {
            await first.Endpoints.AddAsync(Endpoint(receiver.Url), Token);
        }

        string eventId;
        await using (var without = await StartAsync(store, options => options.Secrets.AcceptLostKey = true, "k2"))
        {
            eventId = await AssertParkedAsync(without, "", "acme", "key 'k1', which is not configured");
            await without.Endpoints.DisableAsync("acme", "no key", cancellationToken: Token);
            await without.Endpoints.EnableAsync("acme", cancellationToken: Token);
        }

        Assert.Empty(receiver.Received);
        await using var host = await StartAsync(store, keys: ["k2", "k1"]);
        Assert.Equal(eventId, (await receiver.NextAsync()).Header("webhook-id"));
    }

    [Fact]
    public async Task An_endpoint_without_its_key_is_sent_to_again_once_it_has_new_secrets()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var store = new WatchedStore(_clock);
        await using (var first = await StartAsync(store, keys: "k1"))
        {
            await first.Endpoints.AddAsync(Endpoint(receiver.Url), Token);
        }

        await using var host = await StartAsync(store, options => options.Secrets.AcceptLostKey = true, "k2");
        var eventId = await AssertParkedAsync(host, "", "acme", "key 'k1'");

        // The header is gone with the key: a rotation alone would send without it.
        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Endpoints.RotateSecretAsync("acme", cancellationToken: Token).AsTask());
        Assert.Contains("Headers cannot be read either: X-Api-Key.", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Endpoints.UpdateAsync("acme", found => found with { Headers = Endpoint().Headers }, cancellationToken: Token).AsTask());
        await host.Endpoints.UpdateAsync("acme", found => found with { Secrets = [WebhookSecret.Generate()], Headers = Endpoint().Headers }, cancellationToken: Token);

        Assert.Equal(eventId, (await receiver.NextAsync()).Header("webhook-id"));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Status);
    }

    [Fact]
    public async Task An_endpoint_whose_authentication_is_lost_is_not_sent_to_without_one()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var store = new WatchedStore(_clock);
        var endpoint = Some.Endpoint(receiver) with
        {
            Headers = new Dictionary<string, string>(),
            Authentication = new BearerAuthentication(WebhookSecret.FromText(Canary.Credential)),
        };
        await using (var first = await StartAsync(store, keys: "k1"))
        {
            await first.Endpoints.AddAsync(endpoint, Token);
        }

        await using var host = await StartAsync(store, options => options.Secrets.AcceptLostKey = true, "k2");
        await host.Endpoints.DisableAsync("acme", "no key", cancellationToken: Token);
        await host.Endpoints.EnableAsync("acme", cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Endpoints.RotateSecretAsync("acme", cancellationToken: Token).AsTask());
        Assert.Contains("Authentication cannot be read either.", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Endpoints.UpdateAsync("acme", found => found with { Authentication = endpoint.Authentication }, cancellationToken: Token).AsTask());
        await host.Endpoints.UpdateAsync("acme", found => found with { Secrets = [WebhookSecret.Generate()], Authentication = endpoint.Authentication }, cancellationToken: Token);

        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        Assert.Equal($"Bearer {Canary.Credential}", (await receiver.NextAsync()).Header("Authorization"));
    }

    [Fact]
    public async Task Secrets_are_read_once_for_each_version_and_never_for_an_attempt()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var protector = new CountingProtector();
        await using var host = await DurableHost.StartAsync(_clock, build: builder => builder.UseSecretProtector(_ => protector));
        await host.Endpoints.AddAsync(Endpoint(receiver.Url), Token);
        await host.Endpoints.AddAsync(Endpoint(id: "globex") with { EventTypes = ["none.*"] }, Token);
        Assert.Equal(2, protector.Read);

        for (var i = 0; i < 5; i++)
        {
            await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
            await receiver.NextAsync();
        }

        Assert.Equal(2, protector.Read);
        await host.Endpoints.UpdateAsync("acme", found => found with { EventTypes = ["order.*"] }, cancellationToken: Token);

        // Once to change it, once to take the new version over; the other endpoint is as it was.
        Assert.Equal(4, protector.Read);
        Assert.Equal(3, protector.Protected - 1);
    }

    [Fact]
    public async Task A_key_vault_that_does_not_answer_parks_what_needs_it_and_is_asked_again_a_minute_later()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var protector = new CountingProtector();
        var store = new WatchedStore(_clock);
        await using (var first = await DurableHost.StartAsync(_clock, store, build: builder => builder.UseSecretProtector(_ => protector)))
        {
            await first.Endpoints.AddAsync(Endpoint(receiver.Url), Token);
        }

        protector.Fault = new HttpRequestException("the vault is away");
        await using var host = await DurableHost.StartAsync(_clock, store, build: builder => builder.UseSecretProtector(_ => protector));
        await AssertParkedAsync(host, "", "acme", "the vault is away");
        await host.PassAndLookAsync(TimeSpan.FromMinutes(1));
        Assert.Single(host.Host.Logs.Lines, line => line.Id == 1503);

        protector.Fault = null;
        host.Pass(TimeSpan.FromMinutes(1));

        await receiver.NextAsync();
    }

    private static async Task<string> AssertParkedAsync(DurableHost host, string tenant, string endpointId, string fault)
    {
        var published = await host.Publisher.PublishAsync(Some.Event(), new() { Tenant = tenant, EndpointId = endpointId }, Token);
        var released = await host.Store.NextSettledAsync(SettlementKind.Release);
        var delivery = Assert.Single((await host.Deliveries.FindEventAsync(published.EventId, tenant, Token))!.Deliveries);
        Assert.Equal((endpointId, DeliveryState.Waiting, 0), (released.Delivery.EndpointId, delivery.Delivery.State, delivery.Delivery.Attempts));
        Assert.Empty(delivery.Attempts);

        Assert.Contains(host.Host.Logs.Lines, line => line.Id == 1503 && line.Text.Contains("misconfigured", StringComparison.Ordinal) && line.Text.Contains(fault, StringComparison.Ordinal));
        var health = await HealthAsync(host);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(endpointId, health.Entries.Single().Value.Description, StringComparison.Ordinal);
        return published.EventId;
    }

    private static Task<HealthReport> HealthAsync(DurableHost host) => host.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

    private Task<DurableHost> StartAsync(WatchedStore? store = null, Action<WebhookDispatchOptions>? options = null, params string[] keys) => DurableHost.StartAsync(
        _clock, store, options, builder => _ = keys.Length == 0 ? builder : builder.ProtectSecrets([.. keys.Select(Some.Key)]));

    private static WebhookEndpoint Endpoint(Uri? url = null, string id = "acme") => Some.Endpoint(url ?? new Uri("https://acme.example/hooks"), id) with
    {
        Headers = new Dictionary<string, string> { ["X-Api-Key"] = HeaderValue },
    };

    private static async Task<string> ContentAsync(DurableHost host) =>
        Encoding.UTF8.GetString(Assert.Single(await host.Store.LoadEndpointsAsync(Token)).Content.Span);
}
