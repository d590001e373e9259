using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Events;
using WebhookDispatch.Retries;
using WebhookDispatch.Sending;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Inbox;

/// <summary>The receivers of an inbox: to its dispatcher, the targets of deliveries.</summary>
internal sealed partial class InboxReceivers(
    IWebhookStore store, InboxOptions options, OuterServices outer, CircuitAnnouncer announcer, WebhookDispatchMetrics metrics, InboxMetrics inboxMetrics,
    TimeProvider timeProvider, ILogger<InboxReceivers> logger) : IDeliveryTargets
{
    internal const int MaxNameLength = 128;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, HandlerTarget> _targets = new(StringComparer.Ordinal);

    public DeliveryTarget? Find(string endpointId)
    {
        var target = Get(endpointId);
        if (target is null)
        {
            Log.UnknownReceiver(logger, endpointId);
        }

        return target;
    }

    // A host that maps its routes while it starts (UseStartup) adds its receivers after the inbox was started.
    public async Task WhenCompleteAsync(CancellationToken cancellationToken)
    {
        if (outer.Provider.GetService<IHostApplicationLifetime>() is { } lifetime)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, cancellationToken);
            await Task.Delay(DeliveryRunner.UnusableWait, timeProvider, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal IEnumerable<HandlerTarget> All => _targets.Values;

    internal HandlerTarget? Get(string name) => _targets.GetValueOrDefault(name);

    internal void Add(InboxReceiver receiver)
    {
        if (receiver.Name is not { Length: >= 1 and <= MaxNameLength } || !StorableText.Is(receiver.Name))
        {
            throw new ArgumentException(
                $"The name of a receiver is empty, longer than {MaxNameLength} characters, or holds U+0000 or half of a surrogate pair.", nameof(receiver));
        }

        if (receiver.InTransaction && store is not ITransactionalQueue { JoinsTransactions: true })
        {
            throw new TransactionRefusedException(
                TransactionRefusal.StoreCannot,
                $"The receiver '{receiver.Name}' stores within transactions, and {store.GetType().Name} cannot. Keep the inbox in the application's own PostgreSQL database (UsePostgreSql), or leave InTransaction out and make the effect once by the event's id.");
        }

        if (receiver is { Mode: InboxMode.Inline, InTransaction: false } && !options.Dispatching.Enabled)
        {
            throw new InvalidOperationException(
                $"The receiver '{receiver.Name}' handles inline, and the inbox's Dispatching.Enabled is false: every sender would be told to try again. Let it store then process, which another process on the store does, or leave Dispatching.Enabled on.");
        }

        ArgumentNullException.ThrowIfNull(receiver.Handler, nameof(receiver));
        var circuit = new EndpointCircuit(receiver.Name, options.CircuitBreaker, timeProvider, announcer.Announce);

        // Inline, the sender's copies are the schedule.
        IReadOnlyList<TimeSpan> delays = receiver.Mode == InboxMode.Inline ? [] : [.. options.RetryDelays];
        var schedule = new ScheduleRules(delays, options.JitterRatio, LongestRetryAfter, [HandlerTarget.RefusedStatus]);
        if (!_targets.TryAdd(receiver.Name, new HandlerTarget(receiver, schedule, circuit, options, outer, metrics, inboxMetrics, timeProvider, logger)))
        {
            throw new ArgumentException($"The inbox has a receiver '{receiver.Name}' already; give each its own name, by Named where it is mapped: without it that is the pattern.", nameof(receiver));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Warning, "Events in the inbox wait for receiver {Receiver}, which was not added. Add it again, or cancel them.")]
        internal static partial void UnknownReceiver(ILogger logger, string receiver);
    }
}
