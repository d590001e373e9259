using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace WebhookDispatch.AspNetCore.Answers;

/// <summary>Writes an answer; a detail as problem details (RFC 9457).</summary>
internal static class AnswerWriter
{
    private const string ProblemType = "application/problem+json";

    public static ValueTask WriteAsync(HttpResponse response, Answer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (answer.AcceptEncoding is not null)
        {
            response.Headers.AcceptEncoding = answer.AcceptEncoding;
        }

        // Later versions of HTTP have no such header; they reset the stream by themselves.
        if (answer.Closes && HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
        {
            response.Headers.Connection = "close";
        }

        return answer.Detail is not null ? WriteProblemAsync(response, answer)
            : answer.Body.Length > 0 ? WriteBodyAsync(response, answer)
            : ValueTask.CompletedTask;
    }

    private static async ValueTask WriteBodyAsync(HttpResponse response, Answer answer)
    {
        response.ContentType = answer.ContentType;
        await response.BodyWriter.WriteAsync(answer.Body).ConfigureAwait(false);
    }

    private static async ValueTask WriteProblemAsync(HttpResponse response, Answer answer)
    {
        response.ContentType = ProblemType;
        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(answer.Status));
            writer.WriteNumber("status"u8, answer.Status);
            writer.WriteString("detail"u8, answer.Detail);
            WriteFaults(writer, answer);
            writer.WriteEndObject();
        }
    }

    private static void WriteFaults(Utf8JsonWriter writer, Answer answer)
    {
        if (!answer.Faults.Any())
        {
            return;
        }

        writer.WriteStartObject("errors"u8);
        foreach (var (field, messages) in answer.Faults)
        {
            writer.WriteStartArray(field);
            messages.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
