using Microsoft.AspNetCore.Http;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>Whose ids requests go by.</summary>
/// <param name="receiver">The name of the receiver, for one that has a single sender.</param>
/// <param name="sourceOf">What the application says; <see langword="null"/> when it says nothing.</param>
internal sealed class EventSources(string receiver, Func<HttpContext, string>? sourceOf)
{
    /// <summary>As many characters as an inbox keeps.</summary>
    public const int MaxLength = 128;

    /// <exception cref="InvalidOperationException">What the application gave is none.</exception>
    public string Of(HttpContext context) =>
        sourceOf is null ? receiver
        : sourceOf(context) is { Length: >= 1 and <= MaxLength } source ? source
        : throw new InvalidOperationException($"From gave no source, or one that is empty or longer than {MaxLength} characters. Two senders without one would share their ids.");
}
