namespace WebhookDispatch.Inbox;

/// <summary>One run of a handler.</summary>
/// <param name="Event">What arrived.</param>
/// <param name="Attempt">1 for the first run; counted anew after a replay.</param>
/// <param name="Services">The services of a scope that ends with this run.</param>
public sealed record InboxRun(InboxEvent Event, int Attempt, IServiceProvider Services);
