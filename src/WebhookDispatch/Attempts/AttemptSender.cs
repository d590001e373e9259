using System.Net;
using System.Runtime.CompilerServices;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;

namespace WebhookDispatch.Attempts;

/// <summary>Makes one attempt: sign, POST, read the status line and at most a little of the body, within one deadline.</summary>
internal sealed class AttemptSender(
    WebhookHttpClient client, SendingOptions options, AttemptTelemetry telemetry, TimeProvider timeProvider)
{
    private readonly AttemptRequest _request = new(options);
    private readonly DeadlinePool _deadlines = new(timeProvider);

    /// <summary>Never throws for what a receiver or the network does; throws <see cref="OperationCanceledException"/> only for <paramref name="cancellationToken"/>.</summary>
    /// <remarks>Its state machine is used again, 0.3 KB less an attempt: await the result once and directly.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<DeliveryAttempt> SendAsync(
        PreparedEndpoint endpoint, WebhookEvent webhookEvent, int number, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var startedAt = timeProvider.GetUtcNow();
        var started = timeProvider.GetTimestamp();
        using var activity = AttemptTelemetry.Start(endpoint.Endpoint.Id, endpoint.Target, webhookEvent, number);
        var deadline = _deadlines.Rent(endpoint.AttemptTimeout);
        var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), deadline);
        Answer answer;
        try
        {
            using var request = _request.Create(endpoint, webhookEvent, startedAt);
            using var response = await client.SendAsync(request, deadline.Token).ConfigureAwait(false);
            answer = await ReadAsync(response, endpoint.Endpoint.Id, startedAt, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            // The socket may report the cut as a reset before the cancellation is seen.
            cancellationToken.ThrowIfCancellationRequested();
            answer = new Answer(AttemptFailure.Timeout);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            answer = new Answer(AttemptFault.Name(exception), IsOfUsedConnection: AttemptFault.IsOfUsedConnection(exception));
            telemetry.Explain(endpoint.Endpoint.Id, exception);
        }
        finally
        {
            // Disposed first, so that a late cancellation cannot reach the deadline's next user.
            await registration.DisposeAsync().ConfigureAwait(false);
            _deadlines.Return(deadline);
        }

        var attempt = new DeliveryAttempt
        {
            Number = number,
            StartedAt = startedAt,
            Duration = timeProvider.GetElapsedTime(started),
            Failure = answer.Failure,
            StatusCode = answer.Status,
            RetryAfter = answer.RetryAfter,
            ResponseExcerpt = answer.Excerpt,
            ResponseTruncated = answer.Truncated,
            IsOfUsedConnection = answer.IsOfUsedConnection,
        };
        telemetry.Finish(activity, endpoint.Endpoint.Id, webhookEvent, attempt);
        return attempt;
    }

    private async ValueTask<Answer> ReadAsync(HttpResponseMessage response, string endpointId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var failure = Judge(status);
        if (failure == AttemptFailure.ProtocolError)
        {
            return new Answer(failure);
        }

        TimeSpan? retryAfter = null;
        if (failure != AttemptFailure.None)
        {
            retryAfter = RetryAfterHeader.Read(response.Headers, now, out var isTooLarge);
            if (isTooLarge)
            {
                telemetry.IgnoreRetryAfter(endpointId);
            }
        }

        // A 204 has no body (RFC 9110, 15.3.5), and opening its empty stream costs 70 bytes. After 101 the connection is no
        // longer HTTP and its "body" never ends.
        if (status is (int)HttpStatusCode.NoContent or (int)HttpStatusCode.SwitchingProtocols)
        {
            return new Answer(failure, status, retryAfter);
        }

        var (excerpt, truncated) = await ResponseExcerpt.ReadAsync(response.Content, options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        return new Answer(failure, status, retryAfter, excerpt, truncated);
    }

    // .NET lets a status line of "000" pass as 0.
    private static AttemptFailure Judge(int status) => status switch
    {
        < 100 => AttemptFailure.ProtocolError,
        >= 200 and <= 299 => AttemptFailure.None,
        301 or 302 or 303 or 307 or 308 => AttemptFailure.RedirectRefused,
        _ => AttemptFailure.HttpStatus,
    };

    private readonly record struct Answer(
        AttemptFailure Failure, int? Status = null, TimeSpan? RetryAfter = null, string? Excerpt = null, bool Truncated = false, bool IsOfUsedConnection = false);
}
