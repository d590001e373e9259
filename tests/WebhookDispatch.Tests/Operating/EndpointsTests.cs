using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Operating;

public sealed class EndpointsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_added_endpoint_gets_events_at_once_and_a_changed_one_by_its_new_form()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver) with { EventTypes = ["order.*"] }, Token);
        Assert.Equal(0, (await host.Publisher.PublishAsync(Some.Event("invoice.paid"), cancellationToken: Token)).Deliveries);

        await host.Endpoints.UpdateAsync("acme", found => found with { EventTypes = ["invoice.*"], Headers = new Dictionary<string, string> { ["X-Team"] = "red" } }, cancellationToken: Token);

        Assert.Equal(1, (await host.Publisher.PublishAsync(Some.Event("invoice.paid"), cancellationToken: Token)).Deliveries);
        Assert.Equal("red", (await receiver.NextAsync()).Header("X-Team"));
    }

    [Fact]
    public async Task An_endpoint_added_while_another_reading_of_the_store_is_under_way_is_known_at_once()
    {
        await using var host = await DurableHost.StartAsync(options => options.Dispatching.Enabled = false);
        var read = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await host.Endpoints.AddAsync(Example("first"), Token);
        host.Store.Loaded = () =>
        {
            host.Store.Loaded = null;
            read.SetResult();
            return goOn.Task;
        };
        var older = host.Endpoints.AddAsync(Example("second"), Token).AsTask();
        await read.Task.WaitAsync(Patience.Token);
        var newer = host.Endpoints.AddAsync(Example("third"), Token).AsTask();
        goOn.SetResult();
        await Task.WhenAll(older, newer);

        Assert.Equal(["first", "second", "third"], (await host.Endpoints.ListAsync(cancellationToken: Token)).Select(endpoint => endpoint.Id));
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Metadata))]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.DisabledReason))]
    public async Task A_stored_endpoint_is_the_same_after_a_restart()
    {
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        var endpoint = Example("acme") with
        {
            Tenant = "red",
            Schemes = [WebhookScheme.Standard, WebhookScheme.GitHub],
            EventTypes = ["invoice.*"],
            Headers = new Dictionary<string, string> { ["X-Team"] = "red" },
            Metadata = new Dictionary<string, string> { ["customer"] = "17" },
            IsEnabled = false,
            DisabledReason = "unpaid",
            Overrides = new EndpointOverrides { MaxInFlight = 3, RetryDelays = [TimeSpan.FromSeconds(9)], AttemptsPerSecond = 2.5, MaxInFlightInCluster = 4, Order = EndpointOrder.Strict, SkipAfter = 5 },
        };
        await using (var before = await DurableHost.StartAsync(clock, store))
        {
            await before.Endpoints.AddAsync(endpoint, Token);
        }

        await using var host = await DurableHost.StartAsync(clock, store);
        var found = await host.Endpoints.FindAsync("acme", "red", Token);

        Assert.Equal((endpoint.Url, endpoint.Tenant, false, "unpaid"), (found!.Url, found.Tenant, found.IsEnabled, found.DisabledReason));
        Assert.Equal(endpoint.Schemes, found.Schemes);
        Assert.Equal(endpoint.EventTypes, found.EventTypes);
        Assert.Equal(endpoint.Headers, found.Headers);
        Assert.Equal(endpoint.Metadata, found.Metadata);
        Assert.Equal(Some.SecretText, Assert.Single(found.Secrets).Value.Reveal());
        Assert.Equal((3, 2.5), (found.Overrides.MaxInFlight, found.Overrides.AttemptsPerSecond));
        Assert.Equal([TimeSpan.FromSeconds(9)], found.Overrides.RetryDelays);
        Assert.Equal((4, EndpointOrder.Strict, 5), (found.Overrides.MaxInFlightInCluster, found.Overrides.Order, found.Overrides.SkipAfter));
    }

    [Fact]
    public async Task A_rotated_secret_signs_beside_the_former_one_until_the_overlap_ends()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);

        var secret = await host.Endpoints.RotateSecretAsync("acme", overlap: TimeSpan.FromHours(2), cancellationToken: Token);

        Assert.Equal((true, true), await SignedByAsync(host, receiver, secret));
        host.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        Assert.Equal((true, true), await SignedByAsync(host, receiver, secret));
        host.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((true, false), await SignedByAsync(host, receiver, secret));
    }

    [Fact]
    public async Task A_rotation_without_overlap_ends_the_former_secret_at_once()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);

        var secret = await host.Endpoints.RotateSecretAsync("acme", overlap: TimeSpan.Zero, cancellationToken: Token);

        Assert.Equal((true, false), await SignedByAsync(host, receiver, secret));
    }

    [Fact]
    [FaultRow(62)]
    public async Task A_deleted_endpoint_is_unknown_and_what_waited_for_it_is_cancelled()
    {
        await using var host = await DurableHost.StartAsync(options => options.Dispatching.Enabled = false);
        await host.Endpoints.AddAsync(Example("acme"), Token);
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);

        Assert.True(await host.Endpoints.DeleteAsync("acme", cancellationToken: Token));

        Assert.Equal(DeliveryState.Cancelled, (await host.DeliveryOfAsync(published.EventId)).Delivery.State);
        Assert.Null(await host.Endpoints.FindAsync("acme", cancellationToken: Token));
        Assert.False(await host.Endpoints.DeleteAsync("acme", cancellationToken: Token));
        Assert.Equal(0, (await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token)).Deliveries);
    }

    [Fact]
    public async Task Another_tenants_endpoint_can_be_neither_seen_nor_touched()
    {
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Example("acme") with { Tenant = "red" }, Token);

        Assert.Null(await host.Endpoints.FindAsync("acme", "blue", Token));
        Assert.Empty(await host.Endpoints.ListAsync("blue", Token));
        Assert.False(await host.Endpoints.DeleteAsync("acme", "blue", Token));
        await Assert.ThrowsAsync<UnknownEndpointException>(() => host.Endpoints.DisableAsync("acme", "mine", "blue", Token).AsTask());
        await Assert.ThrowsAsync<UnknownEndpointException>(() => host.Endpoints.SendTestEventAsync("acme", tenant: "blue", cancellationToken: Token).AsTask());
        Assert.True((await host.Endpoints.FindAsync("acme", "red", Token))!.IsEnabled);
    }

    [Fact]
    public async Task An_endpoint_of_code_is_listed_and_says_where_it_is_changed()
    {
        await using var host = await DurableHost.StartAsync(Example("fixed"));
        await host.Endpoints.AddAsync(Example("stored"), Token);

        Assert.Equal(["fixed", "stored"], (await host.Endpoints.ListAsync(cancellationToken: Token)).Select(endpoint => endpoint.Id));
        var change = await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Endpoints.DisableAsync("fixed", "why", cancellationToken: Token).AsTask());
        Assert.Contains("code or configuration", change.Message, StringComparison.Ordinal);
        foreach (var id in new[] { "fixed", "stored" })
        {
            var again = await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Endpoints.AddAsync(Example(id), Token).AsTask());
            Assert.Contains("Id is in use", again.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_test_event_is_one_signed_attempt_that_is_not_stored_even_of_a_disabled_endpoint()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(418);
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver) with { IsEnabled = false }, Token);

        var attempt = await host.Endpoints.SendTestEventAsync("acme", cancellationToken: Token);

        Assert.Equal(418, attempt.StatusCode);
        var request = Assert.Single(receiver.Received);
        Assert.True(Verifies(host, request, Some.Secret));
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await host.Deliveries.CountAsync(Token));
    }

    private static WebhookEndpoint Example(string id) => Some.Endpoint(new Uri("https://acme.example/hooks"), id);

    private static async Task<(bool Current, bool Former)> SignedByAsync(DurableHost host, RecordingReceiver receiver, WebhookSecret current)
    {
        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        var request = await receiver.NextAsync();
        await host.Store.NextSettledAsync(SettlementKind.Delivered);
        return (Verifies(host, request, current), Verifies(host, request, Some.Secret));
    }

    private static bool Verifies(DurableHost host, ReceivedRequest request, WebhookSecret secret) =>
        new WebhookVerifier(new WebhookVerifierOptions().Accept(WebhookScheme.Standard, secret), host.Clock).Verify(request.Headers, request.Body).IsValid;
}
