using System.Text.Json;
using WebhookDispatch.Events;
using WebhookDispatch.Inbox;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;

namespace Relay;

/// <summary>
/// Takes events, lists them, and relays each to the clients that listen. The inbox stores an event before the answer and drops
/// copies of it; its handler publishes, and what is published is delivered for days if need be.
/// </summary>
internal sealed class EventRoutes(IWebhookInbox inbox, IWebhookPublisher publisher)
{
    private const string Receiver = "events";
    private const int Shown = 100;

    public void Map(WebApplication app)
    {
        inbox.AddReceiver(new InboxReceiver { Name = Receiver, Mode = InboxMode.StoreThenProcess, Handler = RelayAsync });

        // An interface of your own: whatever says who may use yours belongs before it. It listens on this machine only.
        app.MapPost("/webhook", ReceiveAsync);
        app.MapGet("/events", ListAsync);
    }

    private async Task<IResult> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        IncomingEvent? incoming;
        try
        {
            incoming = JsonSerializer.Deserialize(body.ToArray(), RelayJson.Default.IncomingEvent);
        }
        catch (JsonException exception)
        {
            return Results.Problem($"The body is not an event: {exception.Path ?? "$"} cannot be read.", statusCode: StatusCodes.Status400BadRequest);
        }

        var faults = incoming?.Faults() ?? new Dictionary<string, string[]> { [""] = ["is null."] };
        if (faults.Count > 0)
        {
            return Results.ValidationProblem(faults);
        }

        var receipt = await inbox.ReceiveAsync(
            new InboxEvent { Receiver = Receiver, Id = incoming!.EventId!, Type = incoming.EventType, Timestamp = incoming.Timestamp!.Value, Body = body.ToArray() },
            cancellationToken);
        return receipt.Outcome switch
        {
            InboxOutcome.Stored => Results.Accepted(),
            InboxOutcome.Duplicate => Results.Ok(),
            InboxOutcome.Clash => Results.Problem("The event_id is taken by another event.", statusCode: StatusCodes.Status409Conflict),
            InboxOutcome.Malformed => Results.Problem("event_id or event_type cannot be kept as it is; choose a shorter one.", statusCode: StatusCodes.Status400BadRequest),
            _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
        };
    }

    private async ValueTask<InboxResult> RelayAsync(InboxRun run, CancellationToken cancellationToken)
    {
        // Under the same id: a second run, after a crash, publishes nothing twice.
        var relayed = WebhookEvent.FromBytes(run.Event.Type!, run.Event.Body.Span, id: run.Event.Id);
        await publisher.PublishAsync(relayed, cancellationToken: cancellationToken);
        return InboxResult.Done;
    }

    private async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<ListedEvent>();
        await foreach (var record in inbox.Deliveries.ListAsync(new DeliveryFilter { EndpointId = Receiver }, cancellationToken).Take(Shown))
        {
            if (await inbox.Deliveries.FindEventAsync(record.EventId, record.Tenant, cancellationToken) is { } history)
            {
                var incoming = JsonSerializer.Deserialize(history.Event.Body.Span, RelayJson.Default.IncomingEvent)!;
                listed.Add(new ListedEvent(incoming.EventId, incoming.Timestamp, incoming.EventType, incoming.Description, record.PublishedAt, $"{record.State}"));
            }
        }

        return Results.Json(listed, RelayJson.Default.IReadOnlyListListedEvent);
    }
}
