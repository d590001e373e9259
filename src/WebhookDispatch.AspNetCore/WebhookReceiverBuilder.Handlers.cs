using System.Text.Json.Serialization.Metadata;
using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore;

public sealed partial class WebhookReceiverBuilder
{
    private const string DataMember = "data";

    private readonly List<(string Filter, WebhookHandler Handler)> _handlers = [];
    private WebhookHandler? _other;

    internal bool HasHandlers => _handlers.Count > 0 || _other is not null;

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

    /// <summary>
    /// Runs a handler that takes the body as an object. What cannot be read, or breaks a data annotation (<c>[Required]</c>, <c>[Range]</c>…) of
    /// the object or of one within it, is answered 400 with the names of the fields, and does not reach the handler.
    /// </summary>
    /// <typeparam name="T">The object.</typeparam>
    /// <param name="eventType">The type or pattern.</param>
    /// <param name="handler">What to do.</param>
    /// <param name="typeInfo">How the object is read, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type or pattern cannot be one, or has a handler already.</exception>
    public WebhookReceiverBuilder On<T>(string eventType, Func<T, ReceivedWebhook, Task> handler, JsonTypeInfo<T> typeInfo)
        where T : notnull => AddModel(eventType, Finishing(handler), typeInfo, member: null);

    /// <summary>As <see cref="On{T}(string, Func{T, ReceivedWebhook, Task}, JsonTypeInfo{T})"/>, with a handler that says what became of the event.</summary>
    /// <typeparam name="T">The object.</typeparam>
    /// <param name="eventType">The type or pattern.</param>
    /// <param name="handler">What to do, and what to answer.</param>
    /// <param name="typeInfo">How the object is read.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type or pattern cannot be one, or has a handler already.</exception>
    public WebhookReceiverBuilder On<T>(string eventType, Func<T, ReceivedWebhook, Task<WebhookResult>> handler, JsonTypeInfo<T> typeInfo)
        where T : notnull => AddModel(eventType, Returning(handler), typeInfo, member: null);

    /// <summary>
    /// As <see cref="On{T}(string, Func{T, ReceivedWebhook, Task}, JsonTypeInfo{T})"/>, with the <c>data</c> of the body as the object: what Standard
    /// Webhooks recommends, and what <c>WebhookEvent.Create</c> writes.
    /// </summary>
    /// <typeparam name="T">The object.</typeparam>
    /// <param name="eventType">The type or pattern.</param>
    /// <param name="handler">What to do.</param>
    /// <param name="typeInfo">How the object is read.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type or pattern cannot be one, or has a handler already.</exception>
    public WebhookReceiverBuilder OnData<T>(string eventType, Func<T, ReceivedWebhook, Task> handler, JsonTypeInfo<T> typeInfo)
        where T : notnull => AddModel(eventType, Finishing(handler), typeInfo, DataMember);

    /// <summary>As the other overload, with a handler that says what became of the event.</summary>
    /// <typeparam name="T">The object.</typeparam>
    /// <param name="eventType">The type or pattern.</param>
    /// <param name="handler">What to do, and what to answer.</param>
    /// <param name="typeInfo">How the object is read.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type or pattern cannot be one, or has a handler already.</exception>
    public WebhookReceiverBuilder OnData<T>(string eventType, Func<T, ReceivedWebhook, Task<WebhookResult>> handler, JsonTypeInfo<T> typeInfo)
        where T : notnull => AddModel(eventType, Returning(handler), typeInfo, DataMember);

    /// <summary>
    /// Runs a handler for every event that no other handler takes, those without a type among them. Without it such events are acknowledged,
    /// logged and counted as unhandled.
    /// </summary>
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

    internal HandlerTable Handlers() => new(_handlers, _other, Options.MaxJsonDepth);

    private static Func<ReceivedWebhook, ValueTask<WebhookResult>> Finishing(Func<ReceivedWebhook, Task> handler) => webhook => FinishAsync(handler(webhook));

    private static Func<T, ReceivedWebhook, ValueTask<WebhookResult>> Finishing<T>(Func<T, ReceivedWebhook, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return (model, webhook) => FinishAsync(handler(model, webhook));
    }

    private static ValueTask<WebhookResult> FinishAsync(Task handling) => handling.IsCompletedSuccessfully ? new(WebhookResult.Done) : WaitAsync(handling);

    private static async ValueTask<WebhookResult> WaitAsync(Task handling)
    {
        await handling.ConfigureAwait(false);
        return WebhookResult.Done;
    }

    private static Func<T, ReceivedWebhook, ValueTask<WebhookResult>> Returning<T>(Func<T, ReceivedWebhook, Task<WebhookResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return (model, webhook) => new(handler(model, webhook));
    }

    private WebhookReceiverBuilder AddModel<T>(string eventType, Func<T, ReceivedWebhook, ValueTask<WebhookResult>> run, JsonTypeInfo<T> typeInfo, string? member)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return Add(eventType, new ModelHandler<T>(typeInfo, member, run));
    }

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
