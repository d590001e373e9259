using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>The handlers of every mapped receiver by its name: for what was stored and is run later.</summary>
internal sealed class HandlerDirectory
{
    private readonly ConcurrentDictionary<string, HandlerTable> _byReceiver = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">Another receiver has that name.</exception>
    public void Add(string receiver, HandlerTable handlers)
    {
        if (!_byReceiver.TryAdd(receiver, handlers))
        {
            throw new InvalidOperationException($"Two receivers are mapped under the name '{receiver}', so what was stored for one could be run by the other. Give one of them another with Named.");
        }
    }

    public bool TryGet(string receiver, [NotNullWhen(true)] out HandlerTable? handlers) => _byReceiver.TryGetValue(receiver, out handlers);
}
