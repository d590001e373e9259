using System.Threading.Channels;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>
/// Stores in one statement whatever calls have come in while the statement before was running: the time of one commit makes the next group, so
/// that the more callers there are the less each costs. None is waited for to make a group larger. One statement runs at a time, unless
/// it takes long: it may wait for a lock or a slow disk, and the others must not wait for it.
/// </summary>
internal sealed class EnqueueWriters : IAsyncDisposable
{
    private const int MostEvents = 512;
    private const int MostBytes = 4 << 20;

    // Longer than a commit of hundreds of events takes, even when the server has much to do.
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(10);

    private readonly Func<IReadOnlyList<EnqueueCall>, ValueTask<IReadOnlyList<EnqueueResult>>> _store;
    private readonly int _writers;
    private readonly TimeProvider _timeProvider;
    private readonly Channel<EnqueueCall> _calls;
    private readonly Task _writing;

    internal EnqueueWriters(int writers, int capacity, Func<IReadOnlyList<EnqueueCall>, ValueTask<IReadOnlyList<EnqueueResult>>> store, TimeProvider timeProvider)
    {
        (_store, _writers, _timeProvider) = (store, writers, timeProvider);
        _calls = Channel.CreateBounded<EnqueueCall>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Waits to be admitted, then for the commit; once admitted, a call is not given up.</summary>
    internal async ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(EnqueueCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await _calls.Writer.WriteAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw StoreConnections.Closed();
        }

        return await call.Stored.ConfigureAwait(false);
    }

    /// <summary>Stores what was admitted, and no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _calls.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var running = new List<Task>(_writers);
        while (await _calls.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (Take() is { Count: > 0 } group)
            {
                running.Add(StoreAsync(group));
                await WaitAsync(running).ConfigureAwait(false);
                running.RemoveAll(static one => one.IsCompleted);
            }
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Until one of them has ended, or, as long as another may run beside them, the last one has taken long.</summary>
    private async Task WaitAsync(List<Task> running)
    {
        if (running.Count < _writers)
        {
            await running[^1].WaitAsync(Long, _timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            await Task.WhenAny(running).ConfigureAwait(false);
        }
    }

    private List<EnqueueCall> Take()
    {
        var group = new List<EnqueueCall>();
        var (events, bytes) = (0, 0L);
        while (events < MostEvents && bytes < MostBytes && _calls.Reader.TryRead(out var call))
        {
            group.Add(call);
            events += call.Events.Count;
            foreach (var added in call.Events)
            {
                bytes += added.Event.Body.Length;
            }
        }

        return group;
    }

    private async Task StoreAsync(List<EnqueueCall> group)
    {
        try
        {
            var results = await _store(group).ConfigureAwait(false);
            var next = 0;
            foreach (var call in group)
            {
                var own = new EnqueueResult[call.Events.Count];
                for (var i = 0; i < own.Length; i++)
                {
                    own[i] = results[next++];
                }

                call.Succeed(own);
            }
        }
        catch (Exception exception) when (group.Count > 1 && StoreTroubles.IsOfTheStatement(exception))
        {
            // One of them is at fault, and the others must not pay for it.
            foreach (var call in group)
            {
                await StoreAsync([call]).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            foreach (var call in group)
            {
                call.Fail(exception);
            }
        }
    }
}
