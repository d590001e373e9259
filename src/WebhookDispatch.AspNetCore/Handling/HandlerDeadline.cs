namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>How long a handler may take. Most handlers never ask for the token, so it is only made for those that do.</summary>
internal sealed class HandlerDeadline(TimeSpan limit, TimeProvider timeProvider) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly long _started = timeProvider.GetTimestamp();
    private CancellationTokenSource? _source;
    private bool _isOver;

    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                if (_source is null)
                {
                    var left = limit - timeProvider.GetElapsedTime(_started);
                    _source = new CancellationTokenSource(left > TimeSpan.Zero && !_isOver ? left : TimeSpan.Zero, timeProvider);
                }

                return _source.Token;
            }
        }
    }

    public TimeSpan Elapsed => timeProvider.GetElapsedTime(_started);

    public Task CancelAsync()
    {
        lock (_gate)
        {
            _isOver = true;
            return _source?.CancelAsync() ?? Task.CompletedTask;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _source?.Dispose();
        }
    }
}
