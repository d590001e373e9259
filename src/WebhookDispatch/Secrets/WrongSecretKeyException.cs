namespace WebhookDispatch.Secrets;

/// <summary>
/// The configured keys are not those that protect this store's secrets. Thrown when the store is opened, which is when the
/// host starts: nothing was read, sent or changed.
/// </summary>
/// <param name="message">Which key is missing and what to do.</param>
/// <param name="innerException">Why the store's mark could not be read.</param>
public sealed class WrongSecretKeyException(string message, Exception? innerException = null) : InvalidOperationException(message, innerException);
