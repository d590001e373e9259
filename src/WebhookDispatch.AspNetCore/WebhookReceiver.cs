using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.AspNetCore.Senders;
using WebhookDispatch.AspNetCore.Telemetry;
using WebhookDispatch.AspNetCore.Verifying;

namespace WebhookDispatch.AspNetCore;

/// <summary>The journey of a request: read, verify, name, run, answer. Each step hands on or ends it with an answer.</summary>
internal sealed class WebhookReceiver(ReceiverParts parts)
{
    public async Task ReceiveAsync(HttpContext context)
    {
        parts.Journal.Received();
        var answer = parts.Coding.Accepts(context.Request.Headers.ContentEncoding)
            ? await ReadAsync(context).ConfigureAwait(false)
            : Refuse(Refusals.UnknownCoding(parts.Coding.Accepted));
        if (context.Response.HasStarted)
        {
            LeaveAsItIs(context, answer);
            return;
        }

        await AnswerWriter.WriteAsync(context.Response, answer).ConfigureAwait(false);
    }

    // A status line cannot be taken back. Of one that wrongly accepts at least the end must be missing.
    private void LeaveAsItIs(HttpContext context, Answer answer)
    {
        var status = context.Response.StatusCode;
        if (status != answer.Status)
        {
            parts.Journal.AnsweredElsewhere(status, answer.Status);
        }

        if (IsSuccess(status) && !IsSuccess(answer.Status))
        {
            context.Abort();
        }
    }

    private static bool IsSuccess(int status) => status is >= 200 and < 300;

    private async ValueTask<Answer> ReadAsync(HttpContext context)
    {
        try
        {
            var read = await parts.Body.ReadAsync(context.Request).ConfigureAwait(false);
            if (read.Outcome != BodyOutcome.Read)
            {
                return Refuse(Refusals.Of(read.Outcome));
            }

            var proof = await parts.Verifiers.VerifyAsync(context, read.Body.Bytes).ConfigureAwait(false);
            var content = proof.IsValid ? Verified(context, read.Body) : read;
            var answer = !proof.IsValid ? Refuse(IsAsAnnounced(context.Request, read.Body) ? Refusals.Of(proof) : Refusals.BodyAltered)
                : content.Outcome != BodyOutcome.Read ? Refuse(Refusals.Of(content.Outcome))
                : await NameAsync(new WebhookRequest(context, read.Body.Bytes), proof, content.Body.Bytes).ConfigureAwait(false);
            Return(answer, read.Body, content);
            return answer;
        }
        catch (Exception exception)
        {
            parts.Journal.Faulted(exception);
            return Refusals.Fault;
        }
    }

    // The server sees to it that a body is as long as its head says. One that is not was read or rewritten by what stands before the receiver.
    private static bool IsAsAnnounced(HttpRequest request, in RequestBody body) => request.ContentLength is not { } announced || announced == body.Bytes.Length;

    private BodyRead Verified(HttpContext context, in RequestBody body)
    {
        parts.Journal.Verified();
        return parts.Coding.Decode(context.Request.Headers.ContentEncoding, body);
    }

    private ValueTask<Answer> NameAsync(in WebhookRequest request, in SenderProof proof, ReadOnlyMemory<byte> content)
    {
        EventNames names;
        try
        {
            names = parts.Naming.Name(proof, request, content);
        }
        catch (JsonException)
        {
            return new(Refuse(Refusals.NotJson));
        }

        if (EventNaming.Faults(names) is { } faults)
        {
            return new(Refuse(Refusals.Of(faults)));
        }

        // A handler for just this type goes before what the sender's kind is answered by itself.
        if ((names.Type is null || !parts.Handlers.HasExact(names.Type)) && parts.Naming.AnswerAtOnce(proof, names.Type, request.Context, content) is { } immediate)
        {
            return new(Answer.Ok with { ContentType = immediate.ContentType, Body = immediate.Body });
        }

        var identity = new WebhookIdentity(parts.Name, parts.Sources.Of(request.Context), names.Id!, names.Type, proof.Timestamp);
        return ReceiverTracing.IsListenedTo ? TraceAsync(request.Context, identity, content) : RunAsync(request.Context, identity, content);
    }

    private async ValueTask<Answer> TraceAsync(HttpContext context, WebhookIdentity identity, ReadOnlyMemory<byte> content)
    {
        using var activity = parts.Tracing.Begin(identity.Id, identity.Type);
        var answer = await RunAsync(context, identity, content).ConfigureAwait(false);
        ReceiverTracing.End(activity, answer.Status, answer.Reason);
        return answer;
    }

    private ValueTask<Answer> RunAsync(HttpContext context, in WebhookIdentity identity, ReadOnlyMemory<byte> content)
    {
        var deadline = parts.Run.Begin();
        var webhook = new ReceivedWebhook(identity, content, new LiveRequest(context), deadline);
        var faults = parts.Handlers.Prepare(webhook);
        if (faults is null && webhook.Handler is not null)
        {
            return parts.Run.AnswerAsync(webhook, deadline);
        }

        var answer = faults is null ? Unhandled(webhook) : Refuse(Refusals.Of(faults));
        webhook.End();
        return new(answer);
    }

    private Answer Unhandled(ReceivedWebhook webhook)
    {
        parts.Journal.Unhandled(webhook);
        return Answer.Ok;
    }

    private Answer Refuse(Answer answer)
    {
        parts.Journal.Rejected(answer.Status, answer.Reason!);
        return answer;
    }

    // A handler that still runs still reads its buffer, which is then left to the garbage collector.
    private static void Return(Answer answer, in RequestBody body, in BodyRead content)
    {
        if (answer.LeavesHandlerRunning)
        {
            return;
        }

        body.Return();
        if (content.Outcome == BodyOutcome.Read && !content.Body.IsSame(body))
        {
            content.Body.Return();
        }
    }
}
