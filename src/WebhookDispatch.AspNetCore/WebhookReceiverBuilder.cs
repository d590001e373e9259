using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore;

/// <summary>Says who may send to a receiver and what is done with what they send.</summary>
public sealed class WebhookReceiverBuilder
{
    private readonly List<Func<VerifierSettings, RequestVerifier>> _verifiers = [];
    private readonly List<(string Filter, WebhookHandler Handler)> _handlers = [];
    private WebhookHandler? _other;

    internal WebhookReceiverBuilder()
    {
    }

    /// <summary>The limits.</summary>
    public WebhookReceiverOptions Options { get; } = new();

    internal IReadOnlyList<Func<VerifierSettings, RequestVerifier>> Verifiers => _verifiers;

    internal bool HasHandlers => _handlers.Count > 0 || _other is not null;

    internal Func<HttpContext, string>? SourceOf { get; private set; }

    internal Func<WebhookRequest, string?>? IdOf { get; private set; }

    internal Func<WebhookRequest, string?>? TypeOf { get; private set; }

    /// <summary>Accepts what is signed by a scheme with any of these secrets. Call it again to accept another scheme as well.</summary>
    /// <param name="scheme">The scheme. It also says where id and type of an event are, and what is answered without a handler (GitHub's ping, Slack's challenge).</param>
    /// <param name="secrets">1 to 10 secrets.</param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder Verify(WebhookScheme scheme, params ReadOnlySpan<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        WebhookSecret[] copy = [.. secrets];
        _verifiers.Add(settings => new FixedVerifier(settings.Create(scheme, copy)));
        return this;
    }

    /// <summary>As <see cref="Verify(WebhookScheme, ReadOnlySpan{WebhookSecret})"/>, with the secrets as the texts that the sender handed out.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">1 to 10 texts, read as the scheme means them: see <see cref="WebhookScheme.IsKeyedByText"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A text is missing or is no secret of the scheme; the message says why, never the text.</exception>
    public WebhookReceiverBuilder Verify(WebhookScheme scheme, params ReadOnlySpan<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return Verify(scheme, SchemeSecret.Read(scheme, secrets));
    }

    /// <summary>Runs a handler for a type of event, such as <c>invoice.paid</c>, or for all below a name: <c>invoice.*</c>.</summary>
    /// <param name="eventType">The type or pattern. An exact type goes before patterns, and an earlier pattern before a later one.</param>
    /// <param name="handler">What to do. The sender is answered 200 when it ends, 500 when it throws.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type or pattern cannot be one, or has a handler already.</exception>
    public WebhookReceiverBuilder On(string eventType, Func<ReceivedWebhook, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(eventType, new BodyHandler(Finishing(handler)));
    }

    /// <summary>Runs a handler that says what became of the event.</summary>
    /// <param name="eventType">The type or pattern, as in the other overload.</param>
    /// <param name="handler">What to do, and what to answer.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type or pattern cannot be one, or has a handler already.</exception>
    public WebhookReceiverBuilder On(string eventType, Func<ReceivedWebhook, Task<WebhookResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(eventType, new BodyHandler(webhook => new(handler(webhook))));
    }

    /// <summary>Runs a handler for every event that no other handler takes, those without a type among them.</summary>
    /// <param name="handler">What to do.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is such a handler already.</exception>
    public WebhookReceiverBuilder OnOther(Func<ReceivedWebhook, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return SetOther(new BodyHandler(Finishing(handler)));
    }

    /// <summary>Runs a handler that says what became of the event, for every event that no other handler takes.</summary>
    /// <param name="handler">What to do, and what to answer.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is such a handler already.</exception>
    public WebhookReceiverBuilder OnOther(Func<ReceivedWebhook, Task<WebhookResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return SetOther(new BodyHandler(webhook => new(handler(webhook))));
    }

    internal HandlerTable Handlers() => new(_handlers, _other);

    private static Func<ReceivedWebhook, ValueTask<WebhookResult>> Finishing(Func<ReceivedWebhook, Task> handler) => async webhook =>
    {
        await handler(webhook).ConfigureAwait(false);
        return WebhookResult.Done;
    };

    private WebhookReceiverBuilder Add(string eventType, WebhookHandler handler)
    {
        EventTypePattern.ThrowIfNotFilter(eventType, nameof(eventType));
        if (_handlers.Any(known => known.Filter == eventType))
        {
            throw new ArgumentException($"'{eventType}' has a handler already. An event is taken by one handler; call both from it.", nameof(eventType));
        }

        _handlers.Add((eventType, handler));
        return this;
    }

    private WebhookReceiverBuilder SetOther(WebhookHandler handler)
    {
        _other = _other is null ? handler : throw new InvalidOperationException("OnOther was called twice. An event is taken by one handler; call both from it.");
        return this;
    }
}
