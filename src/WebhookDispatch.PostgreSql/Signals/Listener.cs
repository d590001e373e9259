using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Signals;

/// <summary>Hears what other processes tell, on a connection of its own that is opened again whenever it breaks.</summary>
internal sealed partial class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // A connection that broke without a word is only noticed by asking.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly NpgsqlDataSource _source;
    private readonly SqlText _sql;
    private readonly string _name;
    private readonly string _self;
    private readonly Action<StoreSignal> _hear;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _listening;

    internal Listener(NpgsqlDataSource source, SqlText sql, string name, string self, Action<StoreSignal> hear, Random random, TimeProvider time, ILogger logger)
    {
        (_source, _sql, _name, _self, _hear, _random, _time, _logger) = (source, sql, name, self, hear, random, time, logger);
        _listening = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => failures = 0).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (failures++ == 0)
                {
                    Log.Deaf(_logger, _sql.Schema, exception);
                }

                var wait = Math.Min(Longest.TotalMilliseconds, Shortest.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)));
                await Task.Delay(TimeSpan.FromMilliseconds(wait * (0.5 + (0.5 * _random.NextDouble()))), _time, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action listening)
    {
        var connection = await StoreSource.OpenAsync(_source, _name, _stopping.Token).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += OnNotification;
            try
            {
                await DoAsync(connection, Query.Listen, _stopping.Token).ConfigureAwait(false);
                listening();

                // Whatever was told while nobody listened.
                Array.ForEach(Enum.GetValues<StoreSignal>(), _hear);
                while (true)
                {
                    if (!await connection.WaitAsync(Silence, _stopping.Token).ConfigureAwait(false))
                    {
                        await DoAsync(connection, Query.Listen, _stopping.Token).ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                connection.Notification -= OnNotification;
                if (connection.FullState == ConnectionState.Open)
                {
                    // It may go back to a pool, whose next user listens to nothing.
                    await DoAsync(connection, Query.Unlisten, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task DoAsync(NpgsqlConnection connection, Query query, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(_sql[query], connection) { CommandTimeout = 5 };
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs told)
    {
        foreach (var signal in Signalling.Read(told.Payload, _self))
        {
            _hear(signal);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Warning, "The store in schema {Schema} hears no notifications for now. Deliveries of other processes are found by polling; listening is tried again.")]
        internal static partial void Deaf(ILogger logger, string schema, Exception exception);
    }
}
