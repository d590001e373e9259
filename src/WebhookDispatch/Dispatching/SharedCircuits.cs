using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Retries;
using WebhookDispatch.Sending;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>
/// Tells the other processes on the store which circuits are open here, and leaves alone what is open elsewhere, until the
/// process that opened a circuit says that it has closed. That process alone probes; when it is silent past its probe, the
/// others go on. Kept as notes: one small read a second. On a store for one process there is nobody to tell.
/// </summary>
internal sealed partial class SharedCircuits : IDisposable
{
    private const string Prefix = "circuit/";

    private readonly ActiveEndpoints _active;
    private readonly TimeProvider _time;
    private readonly ILogger<SharedCircuits> _logger;
    private readonly string _owner;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _openHere = new(StringComparer.Ordinal);
    private readonly HashSet<string> _untold = new(StringComparer.Ordinal);
    private FrozenDictionary<string, DateTimeOffset> _openElsewhere = FrozenDictionary<string, DateTimeOffset>.Empty;

    public SharedCircuits(ActiveEndpoints active, TimeProvider timeProvider, ILogger<SharedCircuits> logger)
    {
        _active = active;
        _time = timeProvider;
        _logger = logger;
        _owner = Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("N");
        active.CircuitChanged += OnChanged;
    }

    /// <summary>Raised when there is something to tell.</summary>
    internal event Action? Untold;

    /// <summary>The endpoints that another process has found unwell.</summary>
    internal IEnumerable<string> OpenElsewhere => Volatile.Read(ref _openElsewhere).Keys;

    public void Dispose() => _active.CircuitChanged -= OnChanged;

    /// <summary>How long to leave an endpoint alone that another process has found unwell; <see langword="null"/> when none has.</summary>
    internal TimeSpan? OpenElsewhereFor(string endpointId)
    {
        var elsewhere = Volatile.Read(ref _openElsewhere);
        return elsewhere.Count > 0 && elsewhere.TryGetValue(endpointId, out var until) && until - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : null;
    }

    /// <summary>Writes what has changed here.</summary>
    internal async ValueTask TellAsync(IWebhookStore store, CancellationToken cancellationToken)
    {
        string[] untold;
        lock (_gate)
        {
            if (store.IsExclusive)
            {
                // There is nobody to tell.
                _untold.Clear();
            }

            untold = [.. _untold];
        }

        foreach (var endpointId in untold)
        {
            var present = CircuitNote.Read(await store.ReadNoteAsync(Prefix + endpointId, cancellationToken).ConfigureAwait(false));
            CircuitNote? own;
            lock (_gate)
            {
                own = _openHere.TryGetValue(endpointId, out var until) ? new CircuitNote(_owner, until) : null;
            }

            // A note of another process stands: it will be taken back by the one that wrote it.
            var isTold = own is null
                ? !IsOwn(present) || await store.WriteNoteAsync(Prefix + endpointId, present!.Text, null, cancellationToken).ConfigureAwait(false)
                : (!IsOwn(present) && present?.Until >= own.Until) || await store.WriteNoteAsync(Prefix + endpointId, present?.Text, own.Text, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                if (isTold && (_openHere.TryGetValue(endpointId, out var now) ? now : null as DateTimeOffset?) == own?.Until)
                {
                    _untold.Remove(endpointId);
                }
            }
        }
    }

    /// <summary>Takes over what others have told.</summary>
    /// <param name="store">The store.</param>
    /// <param name="grace">How long past its probe the process that opened a circuit may be silent.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether an endpoint has come free.</returns>
    internal async ValueTask<bool> ListenAsync(IWebhookStore store, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (store.IsExclusive)
        {
            return false;
        }

        var elsewhere = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (key, text) in await store.ListNotesAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            var note = CircuitNote.Read(text);
            if (note is null || note.Until + grace <= _time.GetUtcNow())
            {
                await store.WriteNoteAsync(key, text, null, cancellationToken).ConfigureAwait(false);
            }
            else if (!IsOwn(note))
            {
                elsewhere[key[Prefix.Length..]] = note.Until + grace;
            }
        }

        var former = Volatile.Read(ref _openElsewhere);
        Volatile.Write(ref _openElsewhere, elsewhere.ToFrozenDictionary(StringComparer.Ordinal));
        return former.Keys.Any(endpointId => !elsewhere.ContainsKey(endpointId));
    }

    /// <summary>Takes back what was told: this process ends, and will not probe.</summary>
    internal async ValueTask TakeBackAsync(OpenStore store, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _untold.UnionWith(_openHere.Keys);
            _openHere.Clear();
        }

        try
        {
            await TellAsync(await store.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            Log.NotTakenBack(_logger, exception);
        }
    }

    private bool IsOwn(CircuitNote? note) => string.Equals(note?.Owner, _owner, StringComparison.Ordinal);

    private void OnChanged(CircuitChange change)
    {
        lock (_gate)
        {
            if (change.IsOpen)
            {
                _openHere[change.EndpointId] = _time.GetUtcNow() + change.BreakDuration;
            }
            else
            {
                _openHere.Remove(change.EndpointId);
            }

            _untold.Add(change.EndpointId);
        }

        Untold?.Invoke();
    }

    private static partial class Log
    {
        [LoggerMessage(1903, LogLevel.Warning, "What this process told the others of open circuits could not be taken back. They leave those endpoints alone until the lease after the probe.")]
        internal static partial void NotTakenBack(ILogger logger, Exception exception);
    }
}
