using System.Text.Json;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>Where a kind of sender writes the id and the type of an event, and what it wants answered without a handler.</summary>
internal abstract class SenderProfile
{
    /// <exception cref="JsonException">The names are in the body, and the body is not JSON.</exception>
    public abstract EventNames Name(in NamingRequest request);

    /// <returns>The body of the answer, or <see langword="null"/> when a handler is to take it.</returns>
    public virtual ImmediateAnswer? Answer(string? type, in NamingRequest request) => null;
}
