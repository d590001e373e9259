using System.Threading.Channels;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>
/// A few writers that each store in one statement whatever calls have come in while all were busy: the time of one commit makes
/// the next group, so that the more callers there are the less each costs. None is waited for to make a group larger.
/// </summary>
internal sealed class EnqueueWriters : IAsyncDisposable
{
    private const int MostEvents = 512;
    private const int MostBytes = 4 << 20;

    private readonly Func<IReadOnlyList<EnqueueCall>, ValueTask<IReadOnlyList<EnqueueResult>>> _store;
    private readonly Channel<EnqueueCall> _calls;
    private readonly Task[] _writers;

    internal EnqueueWriters(int writers, int capacity, Func<IReadOnlyList<EnqueueCall>, ValueTask<IReadOnlyList<EnqueueResult>>> store)
    {
        _store = store;
        _calls = Channel.CreateBounded<EnqueueCall>(capacity);
        _writers = [.. Enumerable.Range(0, writers).Select(_ => Task.Run(WriteAsync))];
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
        await Task.WhenAll(_writers).ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var group = new List<EnqueueCall>();
        while (await _calls.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Take(group);
            if (group.Count > 0)
            {
                await StoreAsync(group).ConfigureAwait(false);
                group.Clear();
            }
        }
    }

    private void Take(List<EnqueueCall> group)
    {
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
    }

    private async ValueTask StoreAsync(List<EnqueueCall> group)
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
