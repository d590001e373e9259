using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Benchmarks.Send;

/// <summary>
/// <see cref="IWebhookSender"/> as <c>AddWebhookDispatch</c> configures it, with nothing changed but that loopback may be reached:
/// signed, with deadline, retries and circuit breaker, and with nobody listening to its telemetry.
/// </summary>
internal sealed class SenderParty : IParty, IDisposable
{
    private const int PreparedEvents = 4096;
    private const string EventType = "payment.completed";

    private readonly ServiceProvider _services;
    private readonly IWebhookSender _sender;
    private readonly WebhookEndpoint _endpoint;
    private readonly byte[] _body;
    private readonly WebhookEvent[]? _prepared;
    private int _next;

    /// <param name="url">Where to send.</param>
    /// <param name="body">What to send.</param>
    /// <param name="prepared">Whether events are made beforehand, so that only sending is measured, or each in the delivery that sends it.</param>
    public SenderParty(Uri url, byte[] body, bool prepared)
    {
        _services = new ServiceCollection()
            .AddWebhookDispatch(options => options.Egress.AllowLoopback = true).Services
            .BuildServiceProvider();
        _sender = _services.GetRequiredService<IWebhookSender>();
        _endpoint = new WebhookEndpoint { Id = "receiver", Url = url, Secrets = [WebhookSecret.Generate()] };
        _body = body;
        _prepared = prepared ? [.. Enumerable.Range(0, PreparedEvents).Select(_ => NewEvent())] : null;
        Name = prepared ? "sender" : "sender, event made";
    }

    public string Name { get; }

    public async Task DriveAsync(Worker worker)
    {
        while (worker.Next())
        {
            var webhookEvent = _prepared is { } prepared ? prepared[(uint)Interlocked.Increment(ref _next) % PreparedEvents] : NewEvent();
            var result = await _sender.SendAsync(_endpoint, webhookEvent);
            worker.Record(result.Delivered);
        }
    }

    public void Dispose() => _services.Dispose();

    private WebhookEvent NewEvent() => WebhookEvent.FromBytes(EventType, _body);
}
