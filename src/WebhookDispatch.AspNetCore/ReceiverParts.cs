using WebhookDispatch.AspNetCore.Acknowledging;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Observing;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.AspNetCore.Senders;
using WebhookDispatch.AspNetCore.Telemetry;
using WebhookDispatch.AspNetCore.Verifying;

namespace WebhookDispatch.AspNetCore;

/// <summary>What a receiver is made of, in the order a request meets it.</summary>
internal sealed record ReceiverParts
{
    public required string Name { get; init; }

    public required ContentCoding Coding { get; init; }

    public required BodyReader Body { get; init; }

    public required VerifierSet Verifiers { get; init; }

    public required EventNaming Naming { get; init; }

    public required EventSources Sources { get; init; }

    public required ReceiverTracing Tracing { get; init; }

    public required HandlerTable Handlers { get; init; }

    public required TimedRun Run { get; init; }

    public required ReceiverJournal Journal { get; init; }
}
