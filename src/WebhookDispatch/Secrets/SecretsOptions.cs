namespace WebhookDispatch.Secrets;

/// <summary>How a store keeps the secrets of its endpoints. Those of code and configuration are not stored.</summary>
public sealed class SecretsOptions
{
    /// <summary>The keys: the first protects, all of them read. Add a new key first, and remove a former one once nothing is protected with it.</summary>
    /// <value>Empty by default: secrets are stored as they are, and the log warns at start.</value>
    public IList<SecretKeySettings> Keys { get; } = [];

    /// <summary>
    /// A file with keys, which come after <see cref="Keys"/>: one a line, <c>id:base64</c>, current first. Lines that begin with
    /// <c>#</c> and empty ones are skipped. Read at start; the log warns when every user of the machine may read it, too.
    /// </summary>
    /// <value><see langword="null"/> by default: no file is read.</value>
    public string? KeyFile { get; set; }

    /// <summary>Whether stored secrets that are plain, or protected with a former key, are protected with the current key within a minute or two of the start.</summary>
    /// <value>The default is <see langword="true"/>. Without it they are at the endpoint's next change, or by <c>IWebhookEndpoints.ProtectSecretsAsync</c>.</value>
    public bool RenewInBackground { get; set; } = true;

    /// <summary>
    /// Starts although a key that protects this store is missing, and forgets that key. Endpoints whose secrets it protects wait,
    /// without spending attempts, until they are given new ones. For a key that is lost for good: set it for one start.
    /// </summary>
    /// <value>The default is <see langword="false"/>: the host does not start.</value>
    public bool AcceptLostKey { get; set; }
}
