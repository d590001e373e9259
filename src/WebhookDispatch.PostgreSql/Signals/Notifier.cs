using System.Globalization;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Signals;

/// <summary>
/// Tells other processes, twenty times a second at most, and never inside a transaction that stores something: every commit with a
/// notification waits for every other one of the whole server.
/// </summary>
internal sealed class Notifier(IStatements statements, string channel, string self, TimeProvider timeProvider)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);

    private int _wanted;
    private int _running;

    internal void Tell(StoreSignal signal)
    {
        Interlocked.Or(ref _wanted, Signalling.FlagOf(signal));
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        do
        {
            while (Interlocked.Exchange(ref _wanted, 0) is not 0 and var flags)
            {
                await NotifyAsync(string.Create(CultureInfo.InvariantCulture, $"{flags} {self}")).ConfigureAwait(false);
                await Task.Delay(Apart, timeProvider).ConfigureAwait(false);
            }

            Volatile.Write(ref _running, 0);
        }
        while (Volatile.Read(ref _wanted) != 0 && Interlocked.Exchange(ref _running, 1) == 0);
    }

    private async ValueTask NotifyAsync(string payload)
    {
        try
        {
            await statements.ListAsync(Query.Notify, parameters => parameters.Text(channel).Text(payload), _ => 0, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // A hint that is not given costs the others a poll. What the trouble is, calls that matter say.
        }
    }
}
