using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.Retries;
using WebhookDispatch.Telemetry;
using WebhookDispatch.Tenants;

namespace WebhookDispatch.Sending;

/// <summary>The direct way: attempt, retry, circuit, and the dead-letter store at the end.</summary>
internal sealed class WebhookSender(
    ActiveEndpoints active, RegisteredEndpoints registered, IEndpointLookup lookup, AttemptSender attempts, DeadLetterDesk deadLetters,
    ObserverNotifier observers, WebhookDispatchMetrics metrics, SendingOptions options, TenantLimits limits) : IWebhookSender
{
    public ValueTask<WebhookSendResult> SendAsync(string endpointId, WebhookEvent webhookEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        return registered.Find(endpointId) is { } endpoint ? SendAsync(endpoint, webhookEvent, cancellationToken) : LookUpAndSendAsync(endpointId, webhookEvent, cancellationToken);
    }

    public ValueTask<WebhookSendResult> SendAsync(WebhookEndpoint endpoint, WebhookEvent webhookEvent, CancellationToken cancellationToken = default) =>
        SendAsync(endpoint, webhookEvent, buries: true, cancellationToken);

    /// <summary>Sends; what is given up goes to the dead-letter store only if <paramref name="buries"/>, because a replay's is there already.</summary>
    internal ValueTask<WebhookSendResult> SendAsync(WebhookEndpoint endpoint, WebhookEvent webhookEvent, bool buries, CancellationToken cancellationToken)
    {
        // Asked first: an observer that cannot be made must throw before anything is sent.
        var isObserved = observers.HasObservers;
        var sending = RunAsync(endpoint, webhookEvent, buries, cancellationToken);
        return isObserved ? WhenToldAsync(sending) : sending;
    }

    private async ValueTask<WebhookSendResult> WhenToldAsync(ValueTask<WebhookSendResult> sending)
    {
        var result = await sending.ConfigureAwait(false);
        await observers.WhenToldAsync().ConfigureAwait(false);
        return result;
    }

    private async ValueTask<WebhookSendResult> RunAsync(WebhookEndpoint endpoint, WebhookEvent webhookEvent, bool buries, CancellationToken cancellationToken)
    {
        var target = Check(endpoint, webhookEvent);

        // Most deliveries end with their first attempt. It runs in this state machine: each one more that an attempt passes
        // through costs 150 to 200 bytes and 1,000 instructions.
        DeliveryAttempt? attempt;
        var opened = false;
        if (target.Circuit.IsClosed)
        {
            attempt = await attempts.SendAsync(target.Prepared, webhookEvent, 1, cancellationToken).ConfigureAwait(false);

            // Told first: an observer hears of the attempt before it hears what the attempt did to the circuit.
            Tell(target, webhookEvent, attempt);
            opened = target.Circuit.Count(attempt);
        }
        else
        {
            attempt = await AskAsync(1, target, webhookEvent, cancellationToken).ConfigureAwait(false);
        }

        var run = attempt switch
        {
            null => new SendRun([], DeadLetterReason.CircuitOpen),
            { Succeeded: true } => Delivered(target, webhookEvent, attempt, [attempt]),
            _ => await RetryAsync(attempt, opened, target, webhookEvent, cancellationToken).ConfigureAwait(false),
        };
        var deadLetterId = buries && run.Reason is { } reason
            ? await deadLetters.BuryAsync(endpoint.Id, webhookEvent, reason, run.Attempts).ConfigureAwait(false)
            : null;
        return new WebhookSendResult
        {
            EventId = webhookEvent.Id,
            EndpointId = endpoint.Id,
            Attempts = run.Attempts,
            Reason = run.Reason,
            DeadLetterId = deadLetterId,
        };
    }

    private async ValueTask<WebhookSendResult> LookUpAndSendAsync(string endpointId, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        var endpoint = await lookup.FindAsync(endpointId, cancellationToken).ConfigureAwait(false) ?? throw new UnknownEndpointException(endpointId);
        return await SendAsync(endpoint, webhookEvent, cancellationToken).ConfigureAwait(false);
    }

    private ActiveEndpoint Check(WebhookEndpoint endpoint, WebhookEvent webhookEvent)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(webhookEvent);
        var target = active.Get(endpoint);
        if (webhookEvent.Body.Length > options.MaxPayloadBytes)
        {
            throw new PayloadTooLargeException(webhookEvent.Id, webhookEvent.Body.Length, options.MaxPayloadBytes);
        }

        limits.CheckPayload(webhookEvent.Body.Length, endpoint.Tenant);
        return target;
    }

    private async ValueTask<SendRun> RetryAsync(
        DeliveryAttempt first, bool opened, ActiveEndpoint target, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        var course = new Course(target, webhookEvent, opened) { Made = { first } };
        var last = await target.Retries.ContinueAsync(
            first, static (number, state, token) => state.Sender.RetryOnceAsync(number, state.course, token), (Sender: this, course), cancellationToken).ConfigureAwait(false);
        if (last is null)
        {
            return new SendRun(course.Made, DeadLetterReason.CircuitOpen);
        }

        var end = RetryPolicy.Decide(last, target.Rules, 0);
        return end.Verdict == RetryVerdict.Delivered
            ? Delivered(target, webhookEvent, last, course.Made)
            : new SendRun(course.Made, end.Reason);
    }

    // The send that opens a circuit has found the endpoint unwell, and its own retries are how long it may go on finding that:
    // all other sends are kept out, and five failures in a row do not cost a lone event its last retry.
    private async ValueTask<DeliveryAttempt?> RetryOnceAsync(int number, Course course, CancellationToken cancellationToken)
    {
        var (target, webhookEvent) = (course.Target, course.Event);
        DeliveryAttempt? attempt;
        if (target.Circuit.IsClosed)
        {
            attempt = await AttemptAndTellAsync(number, target, webhookEvent, cancellationToken).ConfigureAwait(false);
            course.Opened |= target.Circuit.Count(attempt);
        }
        else
        {
            attempt = await AskAsync(number, target, webhookEvent, cancellationToken).ConfigureAwait(false);
            if (attempt is null && course.Opened)
            {
                attempt = await AttemptAndTellAsync(number, target, webhookEvent, cancellationToken).ConfigureAwait(false);
                if (attempt.Succeeded)
                {
                    await target.Circuit.CloseAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (attempt is not null)
        {
            course.Made.Add(attempt);
        }

        return attempt;
    }

    private ValueTask<DeliveryAttempt?> AskAsync(int number, ActiveEndpoint target, WebhookEvent webhookEvent, CancellationToken cancellationToken) =>
        target.Circuit.RunAsync(
            static (state, token) => state.Sender.AttemptAndTellAsync(state.number, state.target, state.webhookEvent, token),
            (Sender: this, target, webhookEvent, number),
            cancellationToken);

    private async ValueTask<DeliveryAttempt> AttemptAndTellAsync(
        int number, ActiveEndpoint target, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        var attempt = await attempts.SendAsync(target.Prepared, webhookEvent, number, cancellationToken).ConfigureAwait(false);
        Tell(target, webhookEvent, attempt);
        return attempt;
    }

    private void Tell(ActiveEndpoint target, WebhookEvent webhookEvent, DeliveryAttempt attempt)
    {
        if (observers.HasObservers)
        {
            observers.Notify(
                (target.Endpoint.Id, webhookEvent, attempt),
                static (observer, told) => observer.OnAttempt(told.Id, told.webhookEvent, told.attempt));
        }
    }

    private SendRun Delivered(ActiveEndpoint target, WebhookEvent webhookEvent, DeliveryAttempt attempt, IReadOnlyList<DeliveryAttempt> made)
    {
        metrics.Delivered();
        if (observers.HasObservers)
        {
            observers.Notify(
                (target.Endpoint.Id, webhookEvent, attempt),
                static (observer, told) => observer.OnDelivered(told.Id, told.webhookEvent, told.attempt));
        }

        return new SendRun(made, null);
    }

    /// <summary>A send that has failed once: what was made of it, and whether it is the one that opened the circuit.</summary>
    private sealed class Course(ActiveEndpoint target, WebhookEvent webhookEvent, bool opened)
    {
        internal ActiveEndpoint Target { get; } = target;

        internal WebhookEvent Event { get; } = webhookEvent;

        internal bool Opened { get; set; } = opened;

        internal List<DeliveryAttempt> Made { get; } = [];
    }
}
