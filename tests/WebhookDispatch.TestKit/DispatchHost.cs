using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.TestKit;

/// <summary>A started host with a publisher and a dispatcher, as an application has it. A test states only the difference.</summary>
public sealed class DispatchHost : IAsyncDisposable
{
    private readonly IHost _host;

    private DispatchHost(IHost host, Witness witness, RecordedLogs logs)
    {
        _host = host;
        Seen = witness;
        Logs = logs;
    }

    public Witness Seen { get; }

    public RecordedLogs Logs { get; }

    public IServiceProvider Services => _host.Services;

    public IWebhookPublisher Publisher => Services.GetRequiredService<IWebhookPublisher>();

    public IWebhookStore Store => Services.GetRequiredService<IWebhookStore>();

    public static async Task<DispatchHost> StartAsync(
        Action<IWebhookDispatchBuilder> build, Action<WebhookDispatchOptions>? options = null, TimeProvider? clock = null)
    {
        var logs = new RecordedLogs();
        var witness = new Witness();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        build(builder.Services
            .AddWebhookDispatch(set =>
            {
                set.Egress.AllowLoopback = true;
                set.Schedule.RetryDelays = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)];
                options?.Invoke(set);
            })
            .AddObserver(witness));
        var host = builder.Build();
        await host.StartAsync();
        return new DispatchHost(host, witness, logs);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    /// <summary>Sees what observers see, and lets a test wait for it.</summary>
    public sealed class Witness : IWebhookObserver
    {
        private readonly Channel<DeadLetter> _deadLetters = Channel.CreateUnbounded<DeadLetter>();
        private readonly Channel<string> _delivered = Channel.CreateUnbounded<string>();

        public ConcurrentQueue<DeliveryAttempt> Attempts { get; } = new();

        public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt)
        {
            Attempts.Enqueue(attempt);
            return ValueTask.CompletedTask;
        }

        public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => _delivered.Writer.WriteAsync(webhookEvent.Id);

        public ValueTask OnDeadLettered(DeadLetter deadLetter) => _deadLetters.Writer.WriteAsync(deadLetter);

        public ValueTask<string> NextDeliveredAsync() => _delivered.Reader.ReadAsync(Patience.Token);

        public ValueTask<DeadLetter> NextDeadLetterAsync() => _deadLetters.Reader.ReadAsync(Patience.Token);
    }
}
