namespace WebhookDispatch.Secrets;

/// <summary>A protected secret cannot be read: its key is missing, or it was changed or copied from another place.</summary>
/// <param name="message">What is wrong and what to do. May name a key's id, never a key or a secret.</param>
/// <param name="innerException">What the cipher or the key vault said.</param>
public sealed class SecretUnreadableException(string message, Exception? innerException = null) : Exception(message, innerException);
