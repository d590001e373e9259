using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Directory;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Publishing;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>Delivers what is published: the hosted service that owns the pool, the loop and the writer of outcomes.</summary>
internal sealed partial class Dispatcher : IHostedLifecycleService, IHandOff, IDisposable
{
    private readonly OpenStore _store;
    private readonly EndpointDirectory _directory;
    private readonly DispatchingOptions _options;
    private readonly SendingOptions _sending;
    private readonly DeliveryRunner _runner;
    private readonly SettlementWriter _writer;
    private readonly RunnerPool _pool;
    private readonly Aftermath _aftermath;
    private readonly WakeSignal _wake;
    private readonly SharedCircuits _circuits;
    private readonly DispatchHealth _health;
    private readonly DispatchLoop _loop;
    private readonly EndpointWatch _watch;
    private readonly TimeProvider _time;
    private readonly ILogger<Dispatcher> _logger;
    private LeaseTerms _terms;
    private IStoreSignals? _signals;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cutOff = new();
    private readonly CancellationTokenSource _giveUp = new();
    private Task _looping = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private volatile bool _running;
    private bool _started;
    private int _pumpIsQueued;
    private int _isDisposed;

    public Dispatcher(
        OpenStore store, EndpointDirectory directory, DispatchingOptions options, SendingOptions sending, DeliveryRunner runner, EndpointDisabler disabler,
        SettlementWriter writer, SharedCircuits circuits, DispatchHealth health, RandomSource random, TimeProvider time, ILogger<Dispatcher> logger)
    {
        _store = store;
        _directory = directory;
        _options = options;
        _sending = sending;
        (_runner, _writer) = (runner, writer);
        (_circuits, _health) = (circuits, health);
        (_time, _logger) = (time, logger);
        _wake = new WakeSignal(time);
        _pool = new RunnerPool(options, time, Begin) { LimitsOf = id => EndpointLimits.Of(directory.Snapshot, options, id), Late = Release };
        _aftermath = new Aftermath(writer, _pool, directory, disabler, OnEndpointsChanged);
        _terms = SetTerms();
        _pool.RoomFreed += _wake.Set;
        writer.Written += OnWritten;
        circuits.Untold += _wake.Set;
        _loop = new DispatchLoop(store, directory, _pool, writer, _wake, circuits, options, () => Lease, health, random, time, logger);
        _watch = new EndpointWatch(directory, options, health, random, time, logger);
        directory.Changed += OnEndpointsChanged;
    }

    /// <summary>Ends attempts that outlast the grace period of a shutdown.</summary>
    internal CancellationToken CutOff => _cutOff.Token;

    /// <summary>Is completed, in whatever way, once nothing is claimed or written any more.</summary>
    internal Task Ended => Task.WhenAll(_looping, _writing);

    public TimeSpan Lease => Volatile.Read(ref _terms).Lease;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Here, so that a store that cannot be used stops the host with its message, rather than every delivery later.
        _signals = await _store.GetAsync(cancellationToken).ConfigureAwait(false) as IStoreSignals;
        await _directory.GetAsync(cancellationToken).ConfigureAwait(false);
        if (_signals is not null)
        {
            _signals.Signalled += OnSignalled;
        }

        if (!_options.Enabled)
        {
            _looping = Task.Run(() => _watch.RunAsync(_stopping.Token), CancellationToken.None);
            return;
        }

        _writing = Task.Run(() => _writer.RunAsync(_giveUp.Token), CancellationToken.None);
        _looping = Task.Run(() => _loop.RunAsync(_runner.WhenReadyAsync(_stopping.Token), _stopping.Token), CancellationToken.None);
        _started = true;
        _running = true;
    }

    public bool TryReserve(string endpointId) =>
        _running && !_directory.Snapshot.IsShared(endpointId) && _circuits.OpenElsewhereFor(endpointId) is null && _pool.TryReserve(endpointId);

    public void Return(string endpointId) => _pool.Return(endpointId);

    public void Offer(LeasedDelivery delivery)
    {
        _health.Succeeded();
        if (!_pool.TryAdd(delivery, reserved: true))
        {
            // The dispatcher stopped between the commit and now: the next one must not wait for the lease.
            Release(delivery);
            return;
        }

        // One for all that is offered until it runs: a group of commits offers hundreds at once.
        if (Interlocked.Exchange(ref _pumpIsQueued, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => dispatcher.PumpQueued(), this, preferLocal: false);
        }
    }

    public void Signal()
    {
        _health.Succeeded();
        _wake.Set();
    }

    /// <summary>Takes a slot for an attempt that its caller makes, for <see cref="End"/> or <see cref="ConcludeAsync"/> to give back; <see langword="null"/> when it may not begin now.</summary>
    internal InFlightAttempt? TryBegin(LeasedDelivery delivery) =>
        _running && _circuits.OpenElsewhereFor(delivery.EndpointId) is null ? _pool.TryBegin(delivery) : null;

    internal void End(InFlightAttempt slot, AttemptVerdict verdict) => _pool.Complete(slot, verdict);

    /// <summary>Goes on with an attempt that was made, once its delivery is stored as leased.</summary>
    internal async Task ConcludeAsync(InFlightAttempt slot, LeasedDelivery delivery, DeliveryTarget target, DeliveryAttempt attempt)
    {
        var verdict = AttemptVerdict.None;
        try
        {
            var outcome = _runner.Decide(delivery, target, attempt);
            verdict = outcome.Verdict;
            await _aftermath.FollowAsync(delivery, outcome, _directory.Snapshot).ConfigureAwait(false);
        }
        finally
        {
            _pool.Complete(slot, verdict);
        }
    }

    private LeaseTerms SetTerms()
    {
        var terms = LeaseTerms.For(_options, _sending, _directory.Snapshot.All);
        _pool.StartWithin = terms.StartWithin;
        return terms;
    }

    private void Release(LeasedDelivery delivery) => _ = _aftermath.ReleaseAsync([delivery]).AsTask();

    private void PumpQueued()
    {
        // Before the pump: what is offered while it runs queues another.
        Volatile.Write(ref _pumpIsQueued, 0);
        _pool.Pump();
    }

    private void OnSignalled(StoreSignal signal)
    {
        if (signal == StoreSignal.EndpointsChanged)
        {
            _loop.RefreshNext();
            _watch.RefreshNext();
        }

        _wake.Set();
    }

    private void OnEndpointsChanged()
    {
        Volatile.Write(ref _terms, SetTerms());
        _pool.UnparkAll();
        _wake.Set();
    }

    // Where every process counts together, the next one may go only now, and only a claim can tell whether it may.
    private void OnWritten(IReadOnlyList<Settlement> settlements)
    {
        var endpoints = _directory.Snapshot;
        if (settlements.Any(settlement => endpoints.IsShared(settlement.Delivery.EndpointId)))
        {
            _wake.Set();
        }
    }

    private void Begin(InFlightAttempt attempt) => _ = RunAsync(attempt);

    private async Task RunAsync(InFlightAttempt attempt)
    {
        var delivery = attempt.Delivery;
        var verdict = AttemptVerdict.None;
        try
        {
            var seen = _directory.Snapshot;
            // Claimed or handed over before this process knew that its endpoint is shared: it may not be its turn, which only a claim can tell.
            var deferred = !attempt.IsShared && seen.IsShared(delivery.EndpointId) ? TimeSpan.Zero : _circuits.OpenElsewhereFor(delivery.EndpointId);
            var outcome = deferred is { } wait
                ? DeliveryOutcome.Deferred(delivery, wait)
                : await _runner.RunAsync(delivery, _cutOff.Token).ConfigureAwait(false);
            verdict = outcome.Verdict;
            await _aftermath.FollowAsync(delivery, outcome, seen).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_cutOff.IsCancellationRequested)
        {
            await _aftermath.ReleaseAsync([delivery]).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A fault of ours: the delivery becomes due again when its lease ends, and is dead after a few such claims.
            Log.AttemptFaulted(_logger, delivery.DeliveryId, delivery.EndpointId, exception);
        }
        finally
        {
            _pool.Complete(attempt, verdict);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1901, LogLevel.Error, "Delivery {DeliveryId} to endpoint {EndpointId} met a fault of the dispatcher. It is tried again when its lease ends.")]
        internal static partial void AttemptFaulted(ILogger logger, long deliveryId, string endpointId, Exception exception);

        [LoggerMessage(1902, LogLevel.Warning, "Attempts were still in flight when the grace period of {Grace} ended. They are cut off and handed back unspent.")]
        internal static partial void GraceEnded(ILogger logger, TimeSpan grace);
    }
}
