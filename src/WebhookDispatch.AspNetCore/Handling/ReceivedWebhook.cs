using System.Data.Common;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>
/// A webhook whose signature was verified. It belongs to its handler and ends with it: copy what you keep longer (<c>Body.ToArray()</c>),
/// because the buffer is used again.
/// </summary>
public sealed class ReceivedWebhook
{
    private readonly HandlerDeadline? _deadline;
    private readonly CancellationToken _cancellation;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly IReceivedHeaders _headers;
    private readonly IServiceProvider? _services;
    private bool _hasEnded;

    /// <summary>One that came with a request which waits for it.</summary>
    internal ReceivedWebhook(in WebhookIdentity identity, ReadOnlyMemory<byte> body, IReceivedHeaders headers, HandlerDeadline deadline)
        : this(identity, body, headers) => _deadline = deadline;

    /// <summary>One that was stored first.</summary>
    internal ReceivedWebhook(
        in WebhookIdentity identity, ReadOnlyMemory<byte> body, IReceivedHeaders headers, IServiceProvider services, CancellationToken cancellation)
        : this(identity, body, headers) => (_services, _cancellation) = (services, cancellation);

    private ReceivedWebhook(in WebhookIdentity identity, ReadOnlyMemory<byte> body, IReceivedHeaders headers)
    {
        Receiver = identity.Receiver;
        Source = identity.Source;
        Id = identity.Id;
        Type = identity.Type;
        Timestamp = identity.Timestamp;
        _body = body;
        _headers = headers;
    }

    /// <summary>The name of the receiver that took it: the pattern it was mapped with, unless <c>Named</c> says otherwise.</summary>
    public string Receiver { get; }

    /// <summary>Whose ids it goes by. Two webhooks are the same when source and id are. The <see cref="Receiver"/>, unless <c>From</c> says otherwise.</summary>
    public string Source { get; }

    /// <summary>
    /// The sender's id of the event, the same on every retry. Where the sender gives none, <c>sha256-</c> and the hash of the body.
    /// Not signed by every scheme: see <see cref="Signing.WebhookScheme.IsIdSigned"/>.
    /// </summary>
    public string Id { get; }

    /// <summary>The type of the event, such as <c>invoice.paid</c>: 1 to 256 visible ASCII characters; <see langword="null"/> when it has none.</summary>
    public string? Type { get; }

    /// <summary>The signed time of the attempt; <see langword="null"/> when the scheme signs none.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The body as it was signed, byte for byte; of one that came compressed, what was inside. Copy it if you keep it.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended, and the buffer is in use elsewhere.</exception>
    public ReadOnlyMemory<byte> Body => WhileRunning(_body);

    /// <summary>The services of the request; of a webhook that was stored first, those of its run.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public IServiceProvider Services => _services is null ? WhileRunning(_headers).Services! : WhileRunning(_services);

    /// <summary>
    /// Is cancelled when the handler has used up <c>HandlerTimeout</c>. A sender that hangs up cancels nothing: its retry is better met by work that is done.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public CancellationToken Cancellation => WhileRunning(_deadline)?.Token ?? _cancellation;

    /// <summary>The headers that came on exactly one line, in the order received. Those that carry signatures are among them: do not log them all.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public IEnumerable<KeyValuePair<string, string>> Headers => WhileRunning(_headers).List();

    /// <summary>The transaction of a receiver that was told <c>InTransaction</c>; otherwise <see langword="null"/>. It is committed for you.</summary>
    public DbTransaction? Transaction { get; internal set; }

    internal WebhookHandler? Handler { get; set; }

    /// <summary>What <see cref="WebhookHandler.Prepare"/> read.</summary>
    internal object? Model { get; set; }

    /// <summary>A header by its name, without regard to case; <see langword="null"/> when it is absent or came on several lines.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    public string? Header(string name) => WhileRunning(_headers).Find(name);

    /// <summary>The headers that are to be stored with it, as <see cref="HeaderLines"/>.</summary>
    internal string? Keep(Func<string, bool> isKept) => WhileRunning(_headers).Keep(isKept);

    /// <summary>Runs the handler.</summary>
    internal ValueTask<WebhookResult> RunAsync() => Handler is null ? ValueTask.FromResult(WebhookResult.Done) : Handler.RunAsync(this);

    /// <summary>The sender is answered, and the handler goes on.</summary>
    internal void Leave() => _headers.Leave();

    internal void End()
    {
        _hasEnded = true;
        _deadline?.Dispose();
    }

    private T WhileRunning<T>(T value)
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        return value;
    }
}
