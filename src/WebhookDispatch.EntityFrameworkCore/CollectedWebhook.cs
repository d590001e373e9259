using WebhookDispatch.Events;
using WebhookDispatch.Publishing;

namespace WebhookDispatch.EntityFrameworkCore;

/// <summary>An event that waits for a <c>SaveChanges</c>.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Options">For whom and when.</param>
internal sealed record CollectedWebhook(WebhookEvent Event, PublishOptions Options)
{
    /// <summary>The transaction in which it was stored last, if that has not been committed yet as far as is known.</summary>
    internal Guid? StoredIn { get; set; }
}
