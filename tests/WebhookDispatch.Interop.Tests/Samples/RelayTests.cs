using System.Text;
using System.Text.Json;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Interop.Tests.Samples;

public sealed class RelayTests : IAsyncLifetime
{
    private const string Placed = """{"event_id":"evt_1","timestamp":"2026-01-02T03:04:05Z","event_type":"order.placed","description":"Order 7 was placed."}""";

    private readonly DirectoryInfo _data = System.IO.Directory.CreateTempSubdirectory("webhook-relay-");
    private RecordingReceiver _client = null!;

    public async ValueTask InitializeAsync() => _client = await RecordingReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task An_event_is_stored_once_listed_and_relayed_signed_to_every_client()
    {
        await using var other = await RecordingReceiver.StartAsync();
        await using var relay = await RunningRelay.StartAsync(_data.FullName);
        var secret = await relay.AddClientAsync(_client);
        await relay.AddClientAsync(other);

        var (first, _) = await relay.PostAsync("/webhook", Placed);
        var relayed = await _client.NextAsync();
        await other.NextAsync();
        var (again, _) = await relay.PostAsync("/webhook", Placed);
        var (clash, _) = await relay.PostAsync("/webhook", Placed.Replace("Order 7", "Order 8", StringComparison.Ordinal));

        Assert.Equal((202, 200, 409), (first, again, clash));
        Assert.Equal(Placed, Encoding.UTF8.GetString(relayed.Body));
        Assert.Equal("evt_1", relayed.Header("webhook-id"));
        Assert.True(new WebhookVerifier(WebhookScheme.Standard, secret).Verify(relayed.Headers, relayed.Body).IsValid);
        var listed = Assert.Single((await relay.GetAsync("/events")).EnumerateArray());
        Assert.Equal(("evt_1", "order.placed", "Order 7 was placed."), (Text(listed, "event_id"), Text(listed, "event_type"), Text(listed, "description")));
        Assert.Equal(2, (await relay.GetAsync("/clients")).GetArrayLength());
        Assert.Single(_client.Received);
    }

    [Theory]
    [InlineData("""{"timestamp":"2026-01-02T03:04:05Z","event_type":"a.b","description":"x"}""", "event_id")]
    [InlineData("""{"event_id":"evt_1","event_type":"a.b","description":"x"}""", "timestamp")]
    [InlineData("""{"event_id":"evt_1","timestamp":"2026-01-02T03:04:05Z","event_type":"a..b","description":"x"}""", "event_type")]
    [InlineData("""{"event_id":"evt_1","timestamp":"2026-01-02T03:04:05Z","event_type":"a.b","description":""}""", "description")]
    public async Task An_event_that_is_not_whole_is_refused_by_the_name_of_the_field(string json, string field)
    {
        await using var relay = await RunningRelay.StartAsync(_data.FullName);

        var (status, body) = await relay.PostAsync("/webhook", json);
        var (unreadable, _) = await relay.PostAsync("/webhook", json[..^2]);

        Assert.Equal((400, 400), (status, unreadable));
        Assert.Equal(field, Assert.Single(body.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(0, (await relay.GetAsync("/events")).GetArrayLength());
    }

    [Fact]
    public async Task A_client_gets_the_types_it_asked_for_and_a_url_that_leads_nowhere_is_refused()
    {
        await using var relay = await RunningRelay.StartAsync(_data.FullName);
        await relay.AddClientAsync(_client, """["invoice.*"]""");

        await relay.PostAsync("/webhook", Placed);
        await relay.PostAsync("/webhook", Placed.Replace("evt_1", "evt_2", StringComparison.Ordinal).Replace("order.placed", "invoice.paid", StringComparison.Ordinal));

        Assert.Equal("evt_2", (await _client.NextAsync()).Header("webhook-id"));
        Assert.Equal(400, (await relay.PostAsync("/clients", """{"url":"/hooks"}""")).Status);
        Assert.Equal(400, (await relay.PostAsync("/clients", """{"url":"http://10.0.0.1/hooks"}""")).Status);
    }

    [Fact]
    public async Task What_cannot_be_read_kept_or_relayed_is_refused_and_not_called_a_fault_of_the_relay()
    {
        await using var relay = await RunningRelay.StartAsync(_data.FullName);
        var secret = WebhookSecret.FromText(RunningRelay.ProviderSecret);

        var (noClient, _) = await relay.PostAsync("/clients", """{"url":""");
        var (noJson, _) = await relay.PostAsync("/clients", "url=https://client.example/hooks", "application/x-www-form-urlencoded");
        var (marked, _) = await relay.PostAsync("/webhook", Placed.Replace("evt_1", string.Concat(Enumerable.Repeat("-x", 128)), StringComparison.Ordinal));
        var type = await relay.PostSignedAsync("/webhooks/github", WebhookScheme.GitHub, secret, "7f1a", "{}", ("X-GitHub-Event", "a/b"));
        var id = await relay.PostSignedAsync("/webhooks/github", WebhookScheme.GitHub, secret, new string('7', 256), "{}", ("X-GitHub-Event", "push"));
        var run = await relay.PostSignedAsync("/webhooks/generic", WebhookScheme.Standard, Some.Secret, new string('7', 256), """{"workflow_name":"notify","inputs":{}}""");

        Assert.Equal((400, 415, 400), (noClient, noJson, marked));
        Assert.Equal((400, 400, 400), (type, id, run));
    }

    [Fact]
    public async Task A_notification_is_only_shown_where_there_is_nowhere_to_forward_it_to()
    {
        await using var relay = await RunningRelay.StartAsync(_data.FullName);

        var status = await relay.PostSignedAsync("/webhooks/generic", WebhookScheme.Standard, Some.Secret, "run_1", """{"workflow_name":"notify","inputs":{"order":7}}""");

        Assert.Equal(200, status);
        Assert.Contains("notify: order = 7", await relay.LineAsync("notification "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_did_not_take_is_relayed_after_a_restart()
    {
        _client.AnswerWith(500);
        await using (var before = await RunningRelay.StartAsync(_data.FullName))
        {
            await before.AddClientAsync(_client);
            await before.PostAsync("/webhook", Placed);
            await _client.NextAsync();
        }

        _client.AnswerWith(200);
        await using var after = await RunningRelay.StartAsync(_data.FullName);

        Assert.Equal("evt_1", (await _client.NextAsync()).Header("webhook-id"));
        Assert.Equal(200, (await after.PostAsync("/webhook", Placed)).Status);
    }

    [Theory]
    [InlineData("notify")]
    [InlineData("escalate")]
    public async Task A_named_workflow_formats_a_notification_and_forwards_it_if_need_be_through_another_workflow(string workflow)
    {
        await using var slack = await RecordingReceiver.StartAsync();
        await using var relay = await RunningRelay.StartAsync(_data.FullName, slack);
        var request = $$$"""{"workflow_name":"{{{workflow}}}","inputs":{"order":7,"status":"late"}}""";

        var first = await relay.PostSignedAsync("/webhooks/generic", WebhookScheme.Standard, Some.Secret, "run_1", request);
        using var notification = JsonDocument.Parse((await slack.NextAsync()).Body);
        var again = await relay.PostSignedAsync("/webhooks/generic", WebhookScheme.Standard, Some.Secret, "run_1", request);

        Assert.Equal((200, 200), (first, again));
        Assert.Equal("notify: order = 7, status = late", Text(notification.RootElement, "text"));
        Assert.Single(slack.Received);
    }

    [Fact]
    public async Task A_workflow_that_is_unknown_or_not_asked_for_by_its_secret_does_not_run()
    {
        await using var relay = await RunningRelay.StartAsync(_data.FullName);

        var unknown = await relay.PostSignedAsync("/webhooks/generic", WebhookScheme.Standard, Some.Secret, "run_1", """{"workflow_name":"delete","inputs":{}}""");
        var incomplete = await relay.PostSignedAsync("/webhooks/generic", WebhookScheme.Standard, Some.Secret, "run_2", """{"workflow_name":"notify"}""");
        var stranger = await relay.PostSignedAsync("/webhooks/generic", WebhookScheme.Standard, WebhookSecret.Generate(), "run_3", """{"workflow_name":"notify","inputs":{}}""");

        Assert.Equal((400, 400, 401), (unknown, incomplete, stranger));
    }

    [Fact]
    public async Task Events_of_GitHub_and_Stripe_are_relayed_under_the_name_of_their_sender()
    {
        await using var relay = await RunningRelay.StartAsync(_data.FullName);
        await relay.AddClientAsync(_client, """["github.*", "stripe.*"]""");
        var secret = WebhookSecret.FromText(RunningRelay.ProviderSecret);

        var github = await relay.PostSignedAsync("/webhooks/github", WebhookScheme.GitHub, secret, "7f1a", """{"ref":"main"}""", ("X-GitHub-Event", "push"));
        Assert.Equal("github_7f1a", (await _client.NextAsync()).Header("webhook-id"));
        var stripe = await relay.PostSignedAsync("/webhooks/stripe", WebhookScheme.Stripe, secret, "unsigned", """{"id":"evt_9","type":"invoice.paid"}""");
        Assert.Equal("stripe_evt_9", (await _client.NextAsync()).Header("webhook-id"));
        var forged = await relay.PostSignedAsync("/webhooks/github", WebhookScheme.GitHub, WebhookSecret.FromText("another text of some length"), "8f", "{}", ("X-GitHub-Event", "push"));

        Assert.Equal((200, 200, 401), (github, stripe, forged));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
