namespace WebhookDispatch.Inbox;

/// <summary>The application's services, as the inbox, which has its own, sees them.</summary>
internal sealed record OuterServices(IServiceProvider Provider);
