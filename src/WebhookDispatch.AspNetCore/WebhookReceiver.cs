using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Observing;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.AspNetCore.Senders;
using WebhookDispatch.AspNetCore.Verifying;

namespace WebhookDispatch.AspNetCore;

/// <summary>The journey of a request: read, verify, name, run, answer. Each step hands on or ends it with an answer.</summary>
internal sealed class WebhookReceiver(ReceiverParts parts, ReceiverJournal journal)
{
    public async Task ReceiveAsync(HttpContext context)
    {
        journal.Received();
        await AnswerWriter.WriteAsync(context.Response, await TakeAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async ValueTask<Answer> TakeAsync(HttpContext context)
    {
        if (!ContentCoding.IsIdentity(context.Request.Headers.ContentEncoding))
        {
            return Refuse(Refusals.UnknownCoding);
        }

        var read = await parts.Body.ReadAsync(context.Request).ConfigureAwait(false);
        if (read.Outcome != BodyOutcome.Read)
        {
            return Refuse(Refusals.Of(read.Outcome));
        }

        try
        {
            var answer = await VerifyAsync(context, read.Body.Bytes).ConfigureAwait(false);
            if (!answer.LeavesHandlerRunning)
            {
                read.Body.Return();
            }

            return answer;
        }
        catch (Exception exception)
        {
            journal.Faulted(exception);
            return Refusals.Failed;
        }
    }

    private async ValueTask<Answer> VerifyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var proof = await parts.Verifiers.VerifyAsync(context, body).ConfigureAwait(false);
        if (!proof.IsValid)
        {
            return Refuse(Refusals.Of(proof));
        }

        journal.Verified();
        var naming = new NamingRequest(proof, context.Request.Headers, body, parts.MaxJsonDepth);
        EventNames names;
        try
        {
            names = parts.Naming.Name(new WebhookRequest(context, body), naming);
        }
        catch (JsonException)
        {
            return Refuse(Refusals.NotJson);
        }

        return EventNaming.Faults(names) is { } faults
            ? Refuse(Refusals.Of(faults))
            : await DispatchAsync(context, names, naming).ConfigureAwait(false);
    }

    private async ValueTask<Answer> DispatchAsync(HttpContext context, EventNames names, NamingRequest naming)
    {
        var (id, type) = (names.Id!, names.Type);
        var handler = parts.Handlers.Find(type);
        if ((type is null || !parts.Handlers.HasExact(type)) && SenderProfiles.Of(naming.Proof).Answer(type, naming) is { } immediate)
        {
            return Answer.Ok with { ContentType = immediate.ContentType, Body = immediate.Body };
        }

        if (handler is null)
        {
            journal.Unhandled(id, type);
            return Answer.Ok;
        }

        var deadline = parts.Runs.Begin();
        var identity = new WebhookIdentity(parts.Name, parts.SourceOf(context), id, type, naming.Proof.Timestamp);
        var webhook = new ReceivedWebhook(identity, naming.Body, new RequestHeaderList(context.Request.Headers), context.RequestServices, deadline) { Handler = handler };
        return handler.Prepare(webhook) is { } faults
            ? Refuse(Refusals.Of(faults))
            : await parts.Runs.AnswerAsync(webhook, deadline, journal).ConfigureAwait(false);
    }

    private Answer Refuse(Answer answer)
    {
        journal.Rejected(answer.Status, answer.Reason!);
        return answer;
    }
}
