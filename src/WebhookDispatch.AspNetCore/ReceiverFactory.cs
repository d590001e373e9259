using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.AspNetCore.Acknowledging;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.AspNetCore.Senders;
using WebhookDispatch.AspNetCore.Telemetry;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Inbox;

namespace WebhookDispatch.AspNetCore;

/// <summary>Makes a receiver out of what was asked for, and refuses what could never work or would stand open.</summary>
internal static class ReceiverFactory
{
    public static WebhookReceiver Create(string pattern, WebhookReceiverBuilder builder, IServiceProvider services)
    {
        var registered = services.GetService<IWebhookInbox>();
        ThrowIfUseless(pattern, builder, registered is not null);
        var (name, options) = (builder.Name ?? pattern, builder.Options);
        var timeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = services.GetRequiredService<ILogger<WebhookReceiver>>();
        var settings = new VerifierSettings(options.Tolerance, options.MaxBodyBytes, timeProvider, logger);
        var journal = CreateJournal(name, services, logger);
        var inbox = registered is null ? null : new ReceiverInbox(registered, new KeptHeaders(options.StoredHeaders), timeProvider);
        Acknowledgement acknowledgement = options.Mode == WebhookMode.Inline ? new AfterHandling(RunOf(builder, inbox)) : new AfterStoring(inbox!);
        var parts = new ReceiverParts
        {
            Name = name,
            Coding = new ContentCoding(options.AcceptGzip, options.MaxDecompressedBytes),
            Body = new BodyReader(options.MaxBodyBytes, options.BodyTimeout, timeProvider),
            Verifiers = new VerifierSet([.. builder.Verifiers.Select(create => create(settings))]),
            Naming = new EventNaming(builder.IdOf, builder.TypeOf, options.MaxJsonDepth),
            Sources = new EventSources(name, builder.SourceOf),
            Tracing = new ReceiverTracing(name, options.ContinueTraces),
            Handlers = builder.Handlers(),
            Run = new TimedRun(acknowledgement, options.HandlerTimeout, timeProvider, journal),
            Journal = journal,
        };
        var mode = options.Mode == WebhookMode.Inline ? InboxMode.Inline : InboxMode.StoreThenProcess;
        inbox?.Serve(name, mode, builder.BeginTransaction is not null, new StoredRun(parts.Handlers, RunInTransaction(builder)));
        return new WebhookReceiver(parts);
    }

    private static Func<ReceivedWebhook, ValueTask<InboxAnswer>> RunOf(WebhookReceiverBuilder builder, ReceiverInbox? inbox) =>
        inbox is null ? AfterHandling.RunEveryAsync
        : RunInTransaction(builder) is { } transactional ? webhook => transactional.RunAsync(webhook, inbox.RecordAsync)
        : inbox.TakeAsync;

    private static TransactionalRun? RunInTransaction(WebhookReceiverBuilder builder) => builder.BeginTransaction is { } begin ? new TransactionalRun(begin) : null;

    private static ReceiverJournal CreateJournal(string name, IServiceProvider services, ILogger logger) => new(
        name,
        new ReceiverMetrics(services.GetRequiredService<IMeterFactory>(), name),
        new ReceiverNotifier(services.GetServices<IWebhookReceiverObserver>(), services.GetRequiredService<ILogger<ReceiverNotifier>>()),
        logger);

    private static void ThrowIfUseless(string pattern, WebhookReceiverBuilder builder, bool hasInbox)
    {
        List<string> faults = [.. builder.Options.Faults(builder.SignatureHeaders)];
        if (builder.Verifiers.Count == 0)
        {
            faults.Add("Nothing is verified, so anyone could send; call Verify.");
        }

        if (!builder.HasHandlers)
        {
            faults.Add("Nothing is handled; call On or OnOther.");
        }

        if ((builder.Name ?? pattern).Length is var length && (length == 0 || (length > EventSources.MaxLength && hasInbox)))
        {
            faults.Add($"Its name, by default the pattern, has {length} characters; call Named to give it one of 1 to {EventSources.MaxLength}.");
        }

        if (builder.Options.Mode == WebhookMode.StoreThenProcess && !hasInbox)
        {
            faults.Add("StoreThenProcess needs an inbox to store in; register one with AddWebhookInbox.");
        }

        if (builder.BeginTransaction is not null && (!hasInbox || builder.Options.Mode != WebhookMode.Inline))
        {
            faults.Add("InTransaction needs an inbox, registered with AddWebhookInbox, and the mode Inline.");
        }

        if (faults.Count > 0)
        {
            throw new InvalidOperationException($"The webhooks at '{pattern}' cannot be received. {string.Join(' ', faults)}");
        }
    }
}
