namespace WebhookDispatch.Dispatching;

/// <content>How it ends, in steps.</content>
internal sealed partial class Dispatcher
{
    /// <summary>
    /// 1 nothing more is claimed or taken over · 2 what has not begun is handed back. Before any service is stopped: a host stops
    /// them one after the other, and a slow one must not let the dispatcher go on claiming meanwhile.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (!_running)
        {
            await _looping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        _running = false;
        await _aftermath.ReleaseAsync(_pool.Stop()).ConfigureAwait(false);
    }

    /// <summary>
    /// 3 attempts in flight may end within the grace period · 4 the rest is cut off and handed back unspent · 5 every outcome is
    /// written.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            return;
        }

        _started = false;
        await StoppingAsync(cancellationToken).ConfigureAwait(false);
        await _looping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await WaitAsync(_pool.WhenEmptyAsync(), _options.ShutdownGrace, cancellationToken).ConfigureAwait(false);
        await _cutOff.CancelAsync().ConfigureAwait(false);
        await _pool.WhenEmptyAsync().ConfigureAwait(false);
        _writer.Complete();
        _giveUp.CancelAfter(TimeSpan.FromSeconds(5));
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _circuits.TakeBackAsync(_store, _giveUp.Token).ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // A container disposes it once for each service that it is.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        // A host that is disposed without being stopped closes the store next: what still runs must end before it meets that.
        _stopping.Cancel();
        _cutOff.Cancel();
        _giveUp.Cancel();
        _running = false;
        _directory.Changed -= OnEndpointsChanged;
        _writer.Written -= OnWritten;
        _circuits.Untold -= _wake.Set;
        if (_signals is not null)
        {
            _signals.Signalled -= OnSignalled;
        }

        _pool.Dispose();
        _wake.Dispose();
        _watch.Dispose();
        _stopping.Dispose();
        _cutOff.Dispose();
        _giveUp.Dispose();
    }

    private async Task WaitAsync(Task task, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(longest, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.GraceEnded(_logger, longest);
        }
    }
}
