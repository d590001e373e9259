using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Inbox;

/// <summary>
/// Runs the handler of a receiver. What comes of a run is told in statuses of HTTP, which retries, circuit and history
/// understand: 200, 500 for what it throws, 503 for what may succeed later, 422 for what never will.
/// </summary>
internal sealed partial class HandlerTarget(
    InboxReceiver receiver, ScheduleRules schedule, EndpointCircuit circuit, InboxOptions options, OuterServices outer,
    WebhookDispatchMetrics metrics, InboxMetrics inboxMetrics, TimeProvider timeProvider, ILogger logger) : DeliveryTarget(schedule, circuit)
{
    internal const int RefusedStatus = 422;
    internal const int RetryLaterStatus = 503;
    private const int MaxExcerpt = 1024;

    private readonly RunDeadlines _deadlines = new(options.HandlerTimeout, timeProvider);

    internal InboxReceiver Receiver { get; } = receiver;

    internal bool IsInline => Receiver.Mode == InboxMode.Inline;

    // On a thread of its own, so that a handler that blocks keeps nobody else from running.
    internal override ValueTask<DeliveryAttempt> AttemptAsync(LeasedDelivery delivery, CancellationToken cutOff) => AttemptAsync(delivery, onThreadOfCaller: false, cutOff);

    /// <summary>Runs the handler on the thread of a caller who waits for nothing else.</summary>
    internal ValueTask<DeliveryAttempt> AttemptHereAsync(LeasedDelivery delivery, CancellationToken cutOff) => AttemptAsync(delivery, onThreadOfCaller: true, cutOff);

    private async ValueTask<DeliveryAttempt> AttemptAsync(LeasedDelivery delivery, bool onThreadOfCaller, CancellationToken cutOff)
    {
        cutOff.ThrowIfCancellationRequested();
        var startedAt = timeProvider.GetUtcNow();
        var started = timeProvider.GetTimestamp();
        using var activity = Start(delivery);
        var end = await RunAsync(delivery, started, onThreadOfCaller, cutOff).ConfigureAwait(false);
        var attempt = new DeliveryAttempt
        {
            Number = delivery.Attempts + 1,
            StartedAt = startedAt,
            Duration = timeProvider.GetElapsedTime(started),
            Failure = end.Failure,
            StatusCode = end.Status,
            RetryAfter = end.RetryAfter,
            ResponseExcerpt = end.Error is null ? null : Excerpt(end.Error.AsSpan(0, Math.Min(end.Error.Length, MaxExcerpt))),
            ResponseTruncated = end.Error is { Length: > MaxExcerpt },
        };
        Tell(activity, attempt);
        return attempt;
    }

    // What a handler says is as little to be trusted as what a receiver answers: PostgreSQL holds no zero and no half of a surrogate pair.
    private static string Excerpt(ReadOnlySpan<char> error)
    {
        Span<byte> bytes = stackalloc byte[3 * MaxExcerpt];
        return ResponseExcerpt.ToText(bytes[..Encoding.UTF8.GetBytes(error, bytes)]);
    }

    private Activity? Start(LeasedDelivery delivery)
    {
        var activity = WebhookDispatchTelemetry.ActivitySource.StartActivity("webhook handle", ActivityKind.Consumer);
        activity?.SetTag("webhook.receiver", Receiver.Name).SetTag("webhook.event.id", delivery.Event.Id)
            .SetTag("webhook.event.type", InboxName.TypeToShow(delivery.Event.Type)).SetTag("webhook.attempt", delivery.Attempts + 1);
        return activity;
    }

    private async ValueTask<RunEnd> RunAsync(LeasedDelivery delivery, long started, bool onThreadOfCaller, CancellationToken cutOff)
    {
        var deadline = _deadlines.Begin(started, cutOff);
        var run = onThreadOfCaller ? HandleAsync(delivery, deadline.Token) : HandleElsewhereAsync(delivery, deadline.Token);
        var goingOn = run.IsCompleted ? null : run.AsTask();
        try
        {
            // A handler that does not heed its token is left behind with its scope; it must not hold the slot of others.
            return RunEnd.Of(goingOn is null ? await run.ConfigureAwait(false) : await goingOn.WaitAsync(deadline.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cutOff.IsCancellationRequested)
        {
            throw new OperationCanceledException(cutOff);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            Log.TimedOut(logger, delivery.Event.Id, InboxName.TypeToShow(delivery.Event.Type), Receiver.Name, options.HandlerTimeout);
            return RunEnd.TimedOut;
        }
        catch (Exception exception)
        {
            Log.Failed(logger, delivery.Event.Id, InboxName.TypeToShow(delivery.Event.Type), Receiver.Name, delivery.Attempts + 1, exception);
            return RunEnd.Threw(exception);
        }
        finally
        {
            if (goingOn is not { IsCompleted: false })
            {
                _deadlines.End(deadline);
            }
        }
    }

    private ValueTask<InboxResult> HandleElsewhereAsync(LeasedDelivery delivery, CancellationToken cancellationToken) =>
        new(Task.Run(() => HandleAsync(delivery, cancellationToken).AsTask(), CancellationToken.None));

    private ValueTask<InboxResult> HandleAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        var services = new RunServices(outer.Provider);
        ValueTask<InboxResult> run;
        try
        {
            run = Receiver.Handler(new InboxRun(ToReceived(delivery), delivery.Attempts + 1, services), cancellationToken);
        }
        catch (Exception exception)
        {
            run = ValueTask.FromException<InboxResult>(exception);
        }

        return run.IsCompletedSuccessfully && !services.AreInUse ? run : EndAsync(run, services);
    }

    private static async ValueTask<InboxResult> EndAsync(ValueTask<InboxResult> run, RunServices services)
    {
        await using (services.ConfigureAwait(false))
        {
            return await run.ConfigureAwait(false);
        }
    }

    private InboxEvent ToReceived(LeasedDelivery delivery) => new()
    {
        Receiver = Receiver.Name,
        Source = delivery.Tenant,
        Id = InboxName.Read(delivery.Event.Id),
        Type = InboxName.ReadType(delivery.Event.Type),
        Timestamp = delivery.Event.Timestamp,
        Body = delivery.Event.Body,
        ContentType = delivery.Event.ContentType,
        HeaderLines = delivery.Event.HeaderLines,
    };

    private void Tell(Activity? activity, DeliveryAttempt attempt)
    {
        var outcome = attempt switch
        {
            { Succeeded: true } => "handled",
            { StatusCode: RefusedStatus } => "refused",
            { StatusCode: RetryLaterStatus } => "retry_later",
            { Failure: AttemptFailure.Timeout } => "timeout",
            _ => "failed",
        };
        activity?.SetTag("webhook.outcome", outcome).SetStatus(attempt.Succeeded ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        if (metrics.ObservesAttempts)
        {
            metrics.Attempt(outcome, attempt.Duration);
        }

        if (attempt.Succeeded)
        {
            inboxMetrics.Processed(attempt.Number);
        }
    }

    private readonly record struct RunEnd(AttemptFailure Failure, int? Status = null, string? Error = null, TimeSpan? RetryAfter = null)
    {
        internal static RunEnd TimedOut { get; } = new(AttemptFailure.Timeout);

        internal static RunEnd Of(InboxResult result) => result.Status == 0
            ? new RunEnd(AttemptFailure.None, 200)
            : new RunEnd(AttemptFailure.HttpStatus, result.Status, result.Detail, result.RetryAfter);

        internal static RunEnd Threw(Exception exception) => new(AttemptFailure.HttpStatus, 500, $"{exception.GetType().Name}: {exception.Message}");
    }

    private static partial class Log
    {
        [LoggerMessage(2302, LogLevel.Warning, "Run {Run} of the handler for event {EventId} ({EventType}) at receiver {Receiver} failed.")]
        internal static partial void Failed(ILogger logger, string eventId, string? eventType, string receiver, int run, Exception exception);

        [LoggerMessage(2303, LogLevel.Warning, "The handler for event {EventId} ({EventType}) at receiver {Receiver} did not end within {Timeout}. Its token was cancelled; if it still runs, the next run may meet it.")]
        internal static partial void TimedOut(ILogger logger, string eventId, string? eventType, string receiver, TimeSpan timeout);
    }
}
