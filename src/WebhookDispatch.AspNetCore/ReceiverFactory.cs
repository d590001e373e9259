using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.AspNetCore.Senders;
using WebhookDispatch.AspNetCore.Telemetry;
using WebhookDispatch.AspNetCore.Verifying;

namespace WebhookDispatch.AspNetCore;

/// <summary>Makes a receiver out of what was asked for, and refuses what could never work or would stand open.</summary>
internal static class ReceiverFactory
{
    public static WebhookReceiver Create(string pattern, WebhookReceiverBuilder builder, IServiceProvider services)
    {
        ThrowIfUseless(pattern, builder);
        var options = builder.Options;
        var timeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var settings = new VerifierSettings(options.Tolerance, options.MaxBodyBytes, timeProvider);
        var handlers = builder.Handlers();
        services.GetService<HandlerDirectory>()?.Add(pattern, handlers);
        return new WebhookReceiver(
            new ReceiverParts
            {
                Name = pattern,
                Body = new BodyReader(options.MaxBodyBytes, options.BodyTimeout, timeProvider),
                Verifiers = new VerifierSet([.. builder.Verifiers.Select(create => create(settings))]),
                Naming = new EventNaming(builder.IdOf, builder.TypeOf),
                MaxJsonDepth = options.MaxJsonDepth,
                SourceOf = builder.SourceOf ?? (_ => pattern),
                Handlers = handlers,
                Runs = new HandlerRuns(options.HandlerTimeout, services.GetService<IWebhookInbox>(), timeProvider),
            },
            new ReceiverJournal(
                pattern,
                new ReceiverMetrics(services.GetRequiredService<IMeterFactory>(), pattern),
                services.GetRequiredService<ILogger<WebhookReceiver>>()));
    }

    private static void ThrowIfUseless(string pattern, WebhookReceiverBuilder builder)
    {
        List<string> faults = [.. builder.Options.Faults()];
        if (builder.Verifiers.Count == 0)
        {
            faults.Add("Nothing is verified, so anyone could send; call Verify.");
        }

        if (!builder.HasHandlers)
        {
            faults.Add("Nothing is handled; call On or OnOther.");
        }

        // Tenants of one route would share ids, and one could make another's events look like duplicates.
        if (builder.SourceOf is null && RoutePatternFactory.Parse(pattern).Parameters.Count > 0)
        {
            faults.Add("The pattern has parameters, so several senders share it; call From to say whose ids a request goes by.");
        }

        if (faults.Count > 0)
        {
            throw new InvalidOperationException($"The webhooks at '{pattern}' cannot be received. {string.Join(' ', faults)}");
        }
    }
}
