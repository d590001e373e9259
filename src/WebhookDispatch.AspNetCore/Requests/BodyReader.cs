using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>Reads a whole body, within a limit of bytes and of time, before anything else looks at it.</summary>
internal sealed class BodyReader(int maxBytes, TimeSpan timeout, TimeProvider timeProvider)
{
    public async ValueTask<BodyRead> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > maxBytes)
        {
            return new BodyRead(BodyOutcome.TooLarge);
        }

        AllowServerToReadAsMuch(request.HttpContext);
        using var collector = new BodyCollector(maxBytes);
        try
        {
            // What came together with the headers needs no clock.
            var reader = request.BodyReader;
            if (!reader.TryRead(out var first) || !collector.Take(reader, first))
            {
                using var deadline = new CancellationTokenSource(timeout, timeProvider);
                while (!collector.Take(reader, await reader.ReadAsync(deadline.Token).ConfigureAwait(false)))
                {
                }
            }

            return collector.IsTooLarge ? new BodyRead(BodyOutcome.TooLarge) : new BodyRead(BodyOutcome.Read, collector.Detach());
        }
        catch (OperationCanceledException)
        {
            return new BodyRead(request.HttpContext.RequestAborted.IsCancellationRequested ? BodyOutcome.Aborted : BodyOutcome.TooSlow);
        }
        catch (BadHttpRequestException exception)
        {
            return new BodyRead(exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => BodyOutcome.TooLarge,
                StatusCodes.Status408RequestTimeout => BodyOutcome.TooSlow,
                _ => BodyOutcome.Malformed,
            });
        }
        catch (InvalidDataException)
        {
            // Of what unpacks it before the receiver.
            return new BodyRead(BodyOutcome.Malformed);
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            return new BodyRead(BodyOutcome.Aborted);
        }
    }

    private void AllowServerToReadAsMuch(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is { IsReadOnly: false } && limit.MaxRequestBodySize < maxBytes)
        {
            limit.MaxRequestBodySize = maxBytes;
        }
    }
}
