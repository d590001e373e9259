using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

/// <summary>Which secrets sign while one is being replaced by another.</summary>
public sealed class SecretRotationTests
{
    private static readonly WebhookSecret Current = WebhookSecret.Generate();
    private static readonly WebhookSecret Old = WebhookSecret.Generate();

    [Fact]
    public async Task While_both_are_valid_both_sign_and_the_current_one_is_first()
    {
        var signatures = await SignaturesAsync(WebhookScheme.Standard, after: TimeSpan.Zero);

        Assert.Equal([Current, Old], signatures);
    }

    [Fact]
    [Covers(typeof(EndpointSecret), nameof(EndpointSecret.ExpiresAt))]
    public async Task From_the_instant_it_expires_the_old_one_signs_no_more()
    {
        Assert.Equal([Current, Old], await SignaturesAsync(WebhookScheme.Standard, after: TimeSpan.FromHours(24) - TimeSpan.FromTicks(1)));
        Assert.Equal([Current], await SignaturesAsync(WebhookScheme.Standard, after: TimeSpan.FromHours(24)));
    }

    [Fact]
    [Covers(typeof(EndpointSecret), nameof(EndpointSecret.Value))]
    public async Task Where_a_header_carries_one_signature_the_first_secret_makes_it() =>
        Assert.Equal([Current], await SignaturesAsync(WebhookScheme.Hex, after: TimeSpan.Zero));

    [Fact]
    public async Task Where_the_first_secret_has_expired_the_next_one_signs() =>
        Assert.Equal([Current], await SignaturesAsync(WebhookScheme.Hex, after: TimeSpan.FromHours(24), oldFirst: true));

    [Fact]
    public async Task A_retry_is_signed_with_what_is_valid_then()
    {
        var clock = new TestClock();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200);
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.BaseDelay = options.Retries.MaxDelay = TimeSpan.FromHours(24);
                options.Retries.JitterRatio = 0;
            },
            clock: clock);

        var sending = host.Sender.SendAsync(Rotating(receiver, clock, WebhookScheme.Standard), Some.Event(), TestContext.Current.CancellationToken).AsTask();
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromHours(24));
        clock.Advance(TimeSpan.FromHours(24));
        await sending;

        Assert.Equal([[Current, Old], [Current]], receiver.Received.Select(SignersOf));
        Assert.Equal(2, receiver.Received.Select(request => request.Header("webhook-timestamp")).Distinct().Count());
    }

    private static async Task<IEnumerable<WebhookSecret>> SignaturesAsync(WebhookScheme scheme, TimeSpan after, bool oldFirst = false)
    {
        var clock = new TestClock();
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(clock: clock);
        var endpoint = Rotating(receiver, clock, scheme);
        endpoint = oldFirst ? endpoint with { Secrets = [.. endpoint.Secrets.Reverse()] } : endpoint;

        // The first send prepares the endpoint: what was prepared must not outlive the secret.
        await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);
        clock.Advance(after);
        await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);

        return SignersOf(receiver.Received[1]);
    }

    private static WebhookEndpoint Rotating(RecordingReceiver receiver, TestClock clock, WebhookScheme scheme) => Some.Endpoint(receiver) with
    {
        Secrets = [Current, new EndpointSecret(Old, clock.GetUtcNow() + TimeSpan.FromHours(24))],
        Schemes = [scheme],
    };

    /// <summary>Whose signatures the header carries, in its order.</summary>
    private static WebhookSecret[] SignersOf(ReceivedRequest request)
    {
        var scheme = request.Header("webhook-signature") is null ? WebhookScheme.Hex : WebhookScheme.Standard;
        var timestamp = long.Parse(request.Header("webhook-timestamp") ?? "1", null);
        var signatures = request.Header(scheme.SignatureHeader)!.Split(' ');
        return [.. signatures.Select(signature => new[] { Current, Old }.Single(secret =>
            new WebhookSigner(scheme, secret).Sign(request.Header("webhook-id")!, timestamp, request.Body) == signature))];
    }
}
