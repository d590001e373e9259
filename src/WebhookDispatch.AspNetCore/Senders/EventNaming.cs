using System.Security.Cryptography;
using System.Text.Json;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Verifying;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>Names the event of a verified request: by the application's own reading, else as its sender does.</summary>
internal sealed class EventNaming(Func<WebhookRequest, string?>? idOf, Func<WebhookRequest, string?>? typeOf)
{
    /// <exception cref="JsonException">The names are in the body, and the body is not JSON.</exception>
    public EventNames Name(in WebhookRequest request, in NamingRequest naming)
    {
        var (ownId, ownType) = (idOf?.Invoke(request), typeOf?.Invoke(request));
        var names = SenderProfiles.Of(naming.Proof).Name(naming with { WantsId = ownId is null, WantsType = ownType is null && naming.Proof.Type is null });
        return new EventNames(ownId ?? names.Id ?? HashOf(naming.Body.Span), ownType ?? naming.Proof.Type ?? names.Type);
    }

    public static ModelFaults? Faults(EventNames names)
    {
        var faults = new ModelFaults();
        if (!EventTypePattern.IsType(names.Id!))
        {
            faults.Add("id", "has to be 1 to 256 visible ASCII characters.");
        }

        if (names.Type is { } type && !EventTypePattern.IsType(type))
        {
            faults.Add("type", "has to be 1 to 256 visible ASCII characters.");
        }

        return faults.IsEmpty ? null : faults;
    }

    // Without an id the bytes are all there is to know an event by.
    private static string HashOf(ReadOnlySpan<byte> body) => "sha256-" + Convert.ToHexStringLower(SHA256.HashData(body));
}
