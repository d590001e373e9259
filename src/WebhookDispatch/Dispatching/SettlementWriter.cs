using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>Writes outcomes in batches: everything that came in while the last batch was being written goes into the next.</summary>
internal sealed class SettlementWriter(
    OpenStore store, DispatchHealth health, RandomSource random, TimeProvider timeProvider, ILogger<SettlementWriter> logger)
{
    private const int MaxBatch = 512;

    // Over a network a batch of a few costs the store nearly as much as one of a hundred, and nobody waits for an outcome. After a
    // pause the first batch goes at once.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(8);

    // Full only when the store is stuck; attempts then wait here with their slots, and no further ones begin.
    private readonly Channel<Settlement> _outcomes = Channel.CreateBounded<Settlement>(new BoundedChannelOptions(8192) { SingleReader = true });

    private readonly OutcomeSieve _sieve = new(logger);
    private bool _isShared;

    /// <summary>Whether anybody waits for an outcome to be written; nobody does unless it is set.</summary>
    internal Func<bool>? IsAwaited { get; set; }

    /// <summary>Is told of every batch once it is durable.</summary>
    internal event Action<IReadOnlyList<Settlement>>? Written;

    /// <summary>Waits for room. After <see cref="Complete"/> nothing is taken: the lease ends the claim then.</summary>
    internal ValueTask WriteAsync(Settlement settlement) => _outcomes.Writer.TryWrite(settlement) ? ValueTask.CompletedTask : WaitAndWriteAsync(settlement);

    /// <summary>No outcome follows: <see cref="RunAsync"/> ends when all are written.</summary>
    internal void Complete() => _outcomes.Writer.TryComplete();

    /// <param name="giveUp">Ends the writing; outcomes that are not written then are attempted again after their lease.</param>
    internal async Task RunAsync(CancellationToken giveUp)
    {
        var backoff = new StoreBackoff(health, random, timeProvider, logger);
        var batch = new List<Settlement>(MaxBatch);
        var wroteAt = 0L;
        while (await _outcomes.Reader.WaitToReadAsync(giveUp).ConfigureAwait(false))
        {
            await PaceAsync(wroteAt, giveUp).ConfigureAwait(false);
            wroteAt = timeProvider.GetTimestamp();
            TakeInto(batch);
            await WriteAsync(batch, backoff, giveUp).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private void TakeInto(List<Settlement> batch)
    {
        while (batch.Count < MaxBatch && _outcomes.Reader.TryRead(out var settlement))
        {
            batch.Add(settlement);
        }
    }

    private async ValueTask PaceAsync(long wroteAt, CancellationToken giveUp)
    {
        if (_isShared && wroteAt != 0 && IsAwaited?.Invoke() != true && Apart - timeProvider.GetElapsedTime(wroteAt) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, timeProvider, giveUp).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitAndWriteAsync(Settlement settlement)
    {
        while (await _outcomes.Writer.WaitToWriteAsync().ConfigureAwait(false))
        {
            if (_outcomes.Writer.TryWrite(settlement))
            {
                return;
            }
        }
    }

    private async Task WriteAsync(List<Settlement> batch, StoreBackoff backoff, CancellationToken giveUp)
    {
        while (true)
        {
            try
            {
                var opened = await store.GetAsync(giveUp).ConfigureAwait(false);
                _isShared = !opened.IsExclusive;
                await WriteAsync(opened, batch, giveUp).ConfigureAwait(false);
                backoff.Worked();
                break;
            }
            catch (Exception exception) when (!giveUp.IsCancellationRequested)
            {
                // Kept and tried again: a lost outcome is a duplicate at the receiver. Writing it twice is harmless, it is fenced.
                await backoff.WaitAsync(exception, giveUp).ConfigureAwait(false);
                giveUp.ThrowIfCancellationRequested();

                // Where the store refuses what is kept and says not why, those that have come in meanwhile show whether it refuses all.
                TakeInto(batch);
            }
        }

        Written?.Invoke(batch);
    }

    private async ValueTask WriteAsync(IWebhookStore opened, List<Settlement> batch, CancellationToken giveUp)
    {
        try
        {
            await opened.SettleAsync(batch, giveUp).ConfigureAwait(false);
        }
        catch (Exception exception) when (OutcomeSieve.IsRefusal(exception))
        {
            var refused = await _sieve.WriteAsync(opened, batch, giveUp).ConfigureAwait(false);
            if (refused.Count == batch.Count)
            {
                throw;
            }

            batch.RemoveAll(refused.Contains);
            foreach (var settlement in refused)
            {
                _sieve.TellLeftOut(settlement, exception);
            }
        }
    }
}
