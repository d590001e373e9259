namespace WebhookDispatch.DeadLetters;

/// <summary>There is no dead letter of that id: it was replayed, removed, dropped from a full memory store, or never existed.</summary>
/// <param name="id">The id that was asked for.</param>
public sealed class DeadLetterNotFoundException(string id)
    : InvalidOperationException($"There is no dead letter '{id}'. List them with IWebhookDeadLetters.ListAsync; one that was replayed with success is gone.")
{
    /// <summary>The id that was asked for.</summary>
    public string DeadLetterId { get; } = id;
}
