namespace WebhookDispatch.Connections;

/// <summary>A connection that had answered before was lost under a request, before the first byte of its answer.</summary>
internal sealed class UsedConnectionLostException(Exception? innerException)
    : IOException("The connection, which had been used before, was lost before the first byte of the answer.", innerException);
