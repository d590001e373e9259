using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>Endpoints that listen to a type of their own each, and events for them in turn.</summary>
internal sealed class Audience
{
    private readonly byte[] _body;
    private readonly string[] _types;
    private int _next;

    /// <param name="count">How many endpoints.</param>
    /// <param name="urlOf">Where each receives.</param>
    /// <param name="name">Begins their ids and types.</param>
    /// <param name="bodyBytes">How large its events are.</param>
    public Audience(int count, Func<int, Uri> urlOf, string name = "live", int bodyBytes = SamplePayload.Bytes)
    {
        _body = SamplePayload.Create(bodyBytes);
        _types = [.. Enumerable.Range(0, count).Select(i => $"{name}.e{i}")];
        Endpoints =
        [
            .. _types.Select((type, i) => new WebhookEndpoint
            {
                Id = $"{name}-{i}",
                Url = urlOf(i),
                Secrets = [WebhookSecret.Generate()],
                EventTypes = [type],
            }),
        ];
    }

    public IReadOnlyList<WebhookEndpoint> Endpoints { get; }

    /// <summary>The endpoint whose turn it is.</summary>
    public int Take() => (int)((uint)Interlocked.Increment(ref _next) % (uint)_types.Length);

    /// <summary>A new event for an endpoint.</summary>
    public WebhookEvent Make(int endpoint, string? id = null) => WebhookEvent.FromBytes(_types[endpoint], _body, id: id);

    /// <summary>A new event for the next endpoint.</summary>
    public WebhookEvent Next() => Make(Take());
}
