using System.Text.Json;
using System.Text.Unicode;
using WebhookDispatch.Signing;

namespace Receiver;

/// <summary>POST /webhooks: read within a limit, verify the bytes, acknowledge, and leave the work to <see cref="EventWorker"/>.</summary>
internal sealed class WebhookRoute(
    ReceiverArguments arguments, WebhookVerifier verifier, Arrivals arrivals, EventWorker worker, TimeProvider timeProvider)
{
    public const int MaxBodyBytes = 1024 * 1024;

    private int _requests;

    public async Task ReceiveAsync(HttpContext context)
    {
        var answer = await AnswerAsync(context.Request);
        Console.WriteLine($"{Shown(answer.Id)} {Shown(answer.Type)} {answer.Verdict}");
        if (arguments.Delay > TimeSpan.Zero)
        {
            await Task.Delay(arguments.Delay, timeProvider, context.RequestAborted);
        }

        context.Response.StatusCode = answer.Status;
    }

    private async Task<Answer> AnswerAsync(HttpRequest request)
    {
        var claimedId = request.Headers["webhook-id"].ToString();
        if (Interlocked.Increment(ref _requests) <= arguments.FailCount)
        {
            return new Answer(arguments.FailStatus, claimedId, null, $"failed {arguments.FailStatus}");
        }

        try
        {
            return await ReadBodyAsync(request) is { } body
                ? Judge(request, claimedId, body)
                : new Answer(StatusCodes.Status413PayloadTooLarge, claimedId, null, "too-large");
        }
        catch (BadHttpRequestException exception)
        {
            return new Answer(exception.StatusCode, claimedId, null, "malformed");
        }
    }

    private Answer Judge(HttpRequest request, string claimedId, byte[] body)
    {
        // The bytes as received, before anything parses them. Every refusal gets the same 401: the reason is for this side only.
        var verification = verifier.Verify(new RequestHeaders(request.Headers), body);
        if (!verification.IsValid)
        {
            return new Answer(StatusCodes.Status401Unauthorized, claimedId, null, $"refused {verification.Reason}");
        }

        var id = verification.Id ?? claimedId;
        if (!TryReadType(body, out var type))
        {
            return new Answer(StatusCodes.Status400BadRequest, id, null, "malformed");
        }

        type ??= verification.Scheme?.TypeHeader is { } typeHeader ? request.Headers[typeHeader].ToString() : null;
        var arrival = arrivals.Add(id, type, body, request.Headers);
        if (arrival.Duplicate)
        {
            return new Answer(StatusCodes.Status202Accepted, id, type, "duplicate");
        }

        worker.Enqueue(arrival);
        return new Answer(StatusCodes.Status202Accepted, id, type, "accepted");
    }

    /// <returns>The body, or null when it is longer than <see cref="MaxBodyBytes"/>, announced or not.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBodyBytes)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > MaxBodyBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static bool TryReadType(byte[] body, out string? type)
    {
        type = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out var named))
            {
                type = named.ValueKind == JsonValueKind.String ? named.GetString() : null;
            }

            return Utf8.IsValid(body);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // A stranger wrote it: a line break or an escape sequence would let them write lines of their own.
    private static string Shown(string? text) =>
        string.IsNullOrEmpty(text) ? "-" : string.Concat(text.Take(256).Select(c => c is > ' ' and <= '~' ? c : '?'));

    private sealed record Answer(int Status, string Id, string? Type, string Verdict);
}
