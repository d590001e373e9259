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
        await AnswerWriter.WriteAsync(context.Response, await ReadAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async ValueTask<Answer> ReadAsync(HttpContext context)
    {
        if (!parts.Coding.Accepts(context.Request.Headers.ContentEncoding))
        {
            return Refuse(Refusals.UnknownCoding(parts.Coding.Accepted));
        }

        var read = await parts.Body.ReadAsync(context.Request).ConfigureAwait(false);
        if (read.Outcome != BodyOutcome.Read)
        {
            return Refuse(Refusals.Of(read.Outcome));
        }

        try
        {
            var answer = await VerifyAsync(context, read.Body).ConfigureAwait(false);
            Return(answer, read.Body);
            return answer;
        }
        catch (Exception exception)
        {
            parts.Journal.Faulted(exception);
            return Refusals.Fault;
        }
    }

    private async ValueTask<Answer> VerifyAsync(HttpContext context, RequestBody body)
    {
        var proof = await parts.Verifiers.VerifyAsync(context, body.Bytes).ConfigureAwait(false);
        if (!proof.IsValid)
        {
            return Refuse(Refusals.Of(proof));
        }

        parts.Journal.Verified();
        var coding = context.Request.Headers.ContentEncoding;
        var content = parts.Coding.Decode(coding, body);
        if (content.Outcome != BodyOutcome.Read)
        {
            return Refuse(Refusals.Of(content.Outcome));
        }

        var answer = await NameAsync(new WebhookRequest(context, body.Bytes), proof, content.Body.Bytes).ConfigureAwait(false);
        if (!content.Body.IsSame(body))
        {
            Return(answer, content.Body);
        }

        return answer;
    }

    private async ValueTask<Answer> NameAsync(WebhookRequest request, SenderProof proof, ReadOnlyMemory<byte> content)
    {
        EventNames names;
        try
        {
            names = parts.Naming.Name(proof, request, content);
        }
        catch (JsonException)
        {
            return Refuse(Refusals.NotJson);
        }

        if (EventNaming.Faults(names) is { } faults)
        {
            return Refuse(Refusals.Of(faults));
        }

        // A handler for just this type goes before what the sender's kind is answered by itself.
        if ((names.Type is null || !parts.Handlers.HasExact(names.Type)) && parts.Naming.AnswerAtOnce(proof, names.Type, request.Context, content) is { } immediate)
        {
            return Answer.Ok with { ContentType = immediate.ContentType, Body = immediate.Body };
        }

        var identity = new WebhookIdentity(parts.Name, parts.SourceOf(request.Context), names.Id!, names.Type, proof.Timestamp);
        return await RunAsync(request.Context, identity, content).ConfigureAwait(false);
    }

    private async ValueTask<Answer> RunAsync(HttpContext context, WebhookIdentity identity, ReadOnlyMemory<byte> content)
    {
        using var activity = parts.Tracing.Begin(identity.Id, identity.Type);
        var deadline = parts.Run.Begin();
        var webhook = new ReceivedWebhook(identity, content, new LiveRequest(context), services: null, deadline);
        var faults = parts.Handlers.Prepare(webhook);
        var answer = faults is not null ? Refuse(Refusals.Of(faults))
            : webhook.Handler is null ? Unhandled(webhook)
            : await parts.Run.AnswerAsync(webhook, deadline).ConfigureAwait(false);
        ReceiverTracing.End(activity, answer.Status, answer.Reason);
        if (!answer.LeavesHandlerRunning)
        {
            webhook.End();
        }

        return answer;
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
    private static void Return(Answer answer, in RequestBody body)
    {
        if (!answer.LeavesHandlerRunning)
        {
            body.Return();
        }
    }
}
