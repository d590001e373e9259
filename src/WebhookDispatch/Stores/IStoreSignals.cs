namespace WebhookDispatch.Stores;

/// <summary>
/// Implemented, beside <see cref="IWebhookStore"/>, by a store that several processes share and that can tell one of them what
/// another did. It is a hint that saves waiting for the next poll: a signal may be late, come twice, or not at all.
/// </summary>
public interface IStoreSignals
{
    /// <summary>Raised on any thread, a few times a second at most; a handler returns at once.</summary>
    event Action<StoreSignal>? Signalled;
}
