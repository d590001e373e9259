using System.Collections.Frozen;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Which handler takes which type: the exact name first, then the patterns in the order they were given, then the handler of all others.</summary>
internal sealed class HandlerTable
{
    private readonly FrozenDictionary<string, WebhookHandler> _exact;
    private readonly (string Prefix, WebhookHandler Handler)[] _prefixes;
    private readonly WebhookHandler? _other;
    private readonly int _maxJsonDepth;

    public HandlerTable(IReadOnlyCollection<(string Filter, WebhookHandler Handler)> handlers, WebhookHandler? other, int maxJsonDepth)
    {
        _exact = handlers.Where(handler => !EventTypePattern.IsPattern(handler.Filter)).ToFrozenDictionary(handler => handler.Filter, handler => handler.Handler, StringComparer.Ordinal);
        _prefixes = [.. handlers.Where(handler => EventTypePattern.IsPattern(handler.Filter)).Select(handler => (EventTypePattern.Prefix(handler.Filter), handler.Handler))];
        _other = other;
        _maxJsonDepth = maxJsonDepth;
    }

    public bool HasExact(string type) => _exact.ContainsKey(type);

    /// <summary>Gives a webhook its handler, and that what it needs of the body.</summary>
    /// <returns>What is wrong with the body; <see langword="null"/> when the webhook can be run.</returns>
    public ModelFaults? Prepare(ReceivedWebhook webhook)
    {
        webhook.Handler = Find(webhook.Type);
        return webhook.Handler?.Prepare(webhook, _maxJsonDepth);
    }

    public WebhookHandler? Find(string? type)
    {
        if (type is null)
        {
            return _other;
        }

        if (_exact.TryGetValue(type, out var exact))
        {
            return exact;
        }

        foreach (var (prefix, handler) in _prefixes)
        {
            if (type.StartsWith(prefix, StringComparison.Ordinal))
            {
                return handler;
            }
        }

        return _other;
    }
}
