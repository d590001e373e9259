using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Serialization;
using Quickstart;
using WebhookDispatch;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;

// The second act starts this program again, as the dispatcher that it kills.
if (args is ["dispatch", var store])
{
    return await DurableAct.DispatchForeverAsync(store);
}

// Three receivers on real sockets: one is well, one fails twice and then works, one is down until it is fixed.
await using var billing = await Receiver.StartAsync(WebhookScheme.Standard);
await using var builds = await Receiver.StartAsync(WebhookScheme.GitHub, failures: 2);
await using var ledger = await Receiver.StartAsync(WebhookScheme.Stripe, failures: Receiver.Always);

// The application that sends. Its delays are shorter than the defaults, so that you need not wait for minutes.
var breakDuration = TimeSpan.FromSeconds(4);
var table = new DeliveryTable();
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services
    .AddWebhookDispatch(options =>
    {
        options.Egress.AllowLoopback = true;
        options.Retries.BaseDelay = TimeSpan.FromMilliseconds(400);
        options.CircuitBreaker.ConsecutiveFailures = 3;
        options.CircuitBreaker.BreakDuration = breakDuration;
    })
    .AddEndpoint(billing.AsEndpoint("billing"))
    .AddEndpoint(builds.AsEndpoint("builds"))
    .AddEndpoint(ledger.AsEndpoint("ledger") with { Overrides = new EndpointOverrides { MaxRetries = 2 } })
    .AddObserver(table);
using var host = builder.Build();
await host.StartAsync();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

// The hosts take Ctrl+C for themselves; without this it would end the receivers and leave the story waiting.
using var stop = stopping.Register(() => Environment.Exit(130));

// Three events: one in the envelope of Standard Webhooks, two whose bodies are as GitHub and Stripe write them.
var payment = WebhookEvent.Create("payment.completed", new Payment("pay_7Hq2", 4200, "EUR", "order-1042"), QuickstartJson.Default.Payment);
var push = WebhookEvent.FromBytes("push", """
    {"ref":"refs/heads/main","before":"6113728f27ae82c7b1a177c8d03f9e96e0adf246","after":"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5",
    "repository":{"id":3081286,"full_name":"acme/shop","private":true},"pusher":{"name":"ada","email":"ada@acme.example"},
    "commits":[{"id":"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5","message":"Round prices half to even","modified":["src/Price.cs"]}]}
    """u8);
var charge = WebhookEvent.FromBytes("charge.succeeded", """
    {"id":"evt_3PqX1kLkdIwHu7ix","object":"event","type":"charge.succeeded","created":1767323045,"livemode":false,
    "data":{"object":{"id":"ch_3PqX1kLkdIwHu7ix","object":"charge","amount":9900,"currency":"usd","paid":true,"status":"succeeded"}}}
    """u8, id: "evt_3PqX1kLkdIwHu7ix");
table.Add(payment, "billing", billing.Scheme);
table.Add(push, "builds", builds.Scheme);
table.Add(charge, "ledger", ledger.Scheme);

// All at once: the endpoint that is down does not hold up the others.
var sender = host.Services.GetRequiredService<IWebhookSender>();
var results = await Task.WhenAll(
    sender.SendAsync("billing", payment).AsTask(),
    sender.SendAsync("builds", push).AsTask(),
    sender.SendAsync("ledger", charge).AsTask());

// The receiver is fixed. Its circuit lets nothing through until the break is over; then the replay is the probe that closes it.
ledger.Fix();
table.Say($"ledger is fixed; waiting {breakDuration.TotalSeconds:F0} s until its circuit lets a probe through");
await Task.Delay(breakDuration);
var deadLetters = host.Services.GetRequiredService<IWebhookDeadLetters>();
var replays = new List<ReplayResult>();
await foreach (var deadLetter in deadLetters.ListAsync())
{
    table.Say($"replaying {deadLetter.Event.Type} to {deadLetter.EndpointId}: same id, same bytes, fresh signature");
    replays.Add(await deadLetters.ReplayAsync(deadLetter.Id));
}

// What the receivers say counts: this program is the smoke test too.
using var stranger = new HttpClient();
using var forged = await stranger.PostAsync(billing.Url, new ByteArrayContent(payment.Body.ToArray()));
var faults = new List<string>();
Expect(results[0] is { Delivered: true, Attempts.Count: 1 }, "billing takes its event at once");
Expect(results[1] is { Delivered: true, Attempts.Count: 3 }, "builds takes its event after two failures");
Expect(results[2] is { Reason: DeadLetterReason.Exhausted, Attempts.Count: 3 }, "ledger's event is a dead letter after three failures");
Expect(replays is [{ Delivered: true, Attempts.Count: 1 }], "one dead letter is replayed and delivered");
Expect(!await deadLetters.ListAsync().AnyAsync(), "no dead letter is left");
Expect(billing.Took(payment) && builds.Took(push) && ledger.Took(charge), "each receiver has verified and taken its event once, byte for byte");
Expect(forged.StatusCode == HttpStatusCode.Unauthorized, "a request without a signature is refused");
Expect(table is { CircuitsOpened: 1, CircuitsClosed: 1 }, "one circuit opens, once, and closes");

var taken = new[] { billing, builds, ledger }.Sum(receiver => receiver.Count);
var times = table.CircuitsOpened == 1 ? "once" : $"{table.CircuitsOpened} times";
Console.WriteLine($"{results.Length} events, {taken} delivered, {replays.Count(replay => replay.Delivered)} dead-lettered and replayed, circuit opened {times}");
faults.AddRange(await DurableAct.PlayAsync(table));
foreach (var fault in faults)
{
    Console.Error.WriteLine($"Not as expected: {fault}.");
}

return faults.Count == 0 ? 0 : 1;

void Expect(bool met, string expectation)
{
    if (!met)
    {
        faults.Add(expectation);
    }
}

internal sealed record Payment(string Id, int Amount, string Currency, string Reference);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(Order))]
internal sealed partial class QuickstartJson : JsonSerializerContext;

/// <summary>Somebody else's service: it verifies what it gets, and fails as often as it is told to.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const int Always = int.MaxValue;

    private readonly WebApplication _app;
    private readonly WebhookSecret _secret = WebhookSecret.Generate();
    private readonly WebhookVerifier _verifier;
    private readonly ConcurrentQueue<(string? Id, byte[] Body)> _taken = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly TimeSpan _delay;
    private int _failuresLeft;

    private Receiver(WebApplication app, WebhookScheme scheme, int failures, TimeSpan delay)
    {
        _delay = delay;
        _app = app;
        _verifier = new WebhookVerifier(scheme, _secret);
        _failuresLeft = failures;
        Scheme = scheme;
    }

    public WebhookScheme Scheme { get; }

    public Uri Url => new(_app.Urls.Single() + "/hooks");

    public int Count => _taken.Count;

    public static async Task<Receiver> StartAsync(WebhookScheme scheme, int failures = 0, TimeSpan delay = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app, scheme, failures, delay);
        app.MapPost("/hooks", receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>What the sender has to know of this receiver.</summary>
    public WebhookEndpoint AsEndpoint(string id) => new() { Id = id, Url = Url, Secrets = [_secret], Schemes = [Scheme] };

    public void Fix() => Volatile.Write(ref _failuresLeft, 0);

    public bool Took(WebhookEvent webhookEvent) =>
        _taken.ToArray() is [var only] && only.Id == webhookEvent.Id && only.Body.AsSpan().SequenceEqual(webhookEvent.Body.Span);

    public bool TookId(string id) => _taken.Any(taken => taken.Id == id);

    public async Task WhenTookAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _arrivals.WaitAsync();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var headers = request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")));
        if (!_verifier.Verify(headers, body.ToArray()).IsValid)
        {
            return Results.Unauthorized();
        }

        if (Interlocked.Decrement(ref _failuresLeft) >= 0)
        {
            return Results.StatusCode(503);
        }

        await Task.Delay(_delay);
        _taken.Enqueue((request.Headers["webhook-id"], body.ToArray()));
        _arrivals.Release();
        return Results.Accepted();
    }
}
