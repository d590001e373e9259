using System.Text;
using Microsoft.EntityFrameworkCore;
using WebhookDispatch.Benchmarks.Send;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>
/// The outbox as it is written by hand: a row is saved for each webhook, and a background loop polls for rows that are not
/// sent, sends them and marks them.
/// </summary>
internal sealed class OutboxParty : QueuedParty
{
    public const string Settings = "a context of a pool for each call; polls for 256 rows, sends 64 at once, saves the marks together, sleeps 100 ms when it finds none";

    private const int AtOnce = 256;

    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _body = SamplePayload.Create();
    private readonly IDbContextFactory<OutboxContext> _contexts;
    private readonly HandSigned _sender;
    private readonly Task _polling;

    public OutboxParty(string name, IDbContextFactory<OutboxContext> contexts, Uri url)
        : base(name)
    {
        _contexts = contexts;
        _sender = new HandSigned(url);
        _polling = Task.Run(PollAsync);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _sender.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task StoreAsync()
    {
        await using var context = await _contexts.CreateDbContextAsync();
        context.Messages.Add(new OutboxMessage { EventId = Guid.NewGuid().ToString(), Body = _body });
        await context.SaveChangesAsync();
    }

    private async Task PollAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await using var context = await _contexts.CreateDbContextAsync(_stop.Token);
            var due = await context.Messages.Where(message => message.SentAt == null).OrderBy(message => message.Id).Take(AtOnce).ToListAsync(_stop.Token);
            if (due.Count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _stop.Token);
                continue;
            }

            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 64 }, SendAsync);
            await context.SaveChangesAsync();
            Delivered(due.Count);
        }
    }

    private async ValueTask SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await _sender.SendAsync(message.EventId, Encoding.UTF8.GetString(message.Body), cancellationToken);
        message.SentAt = TimeProvider.System.GetUtcNow().UtcDateTime;
    }
}
