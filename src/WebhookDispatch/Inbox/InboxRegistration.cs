using Microsoft.Extensions.DependencyInjection;

namespace WebhookDispatch.Inbox;

/// <summary>The inbox's own services: a second dispatcher with its own store beside the one that sends.</summary>
internal sealed record InboxRegistration(IServiceCollection Services);
