using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Verifying;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>Names the event of a verified request: by the application's own reading, else as its sender does.</summary>
internal sealed class EventNaming(Func<WebhookRequest, string?>? idOf, Func<WebhookRequest, string?>? typeOf, int maxJsonDepth)
{
    // Our own sender names the event there under every scheme. Not signed, so an id in the body goes before it.
    private const string IdHeader = "webhook-id";

    private const string Rule = "has to be 1 to 256 visible ASCII characters.";

    /// <param name="proof">What the verification found.</param>
    /// <param name="request">The request as it was received.</param>
    /// <param name="content">The body after decompression.</param>
    /// <exception cref="JsonException">The names are in the body, and the body is not JSON.</exception>
    public EventNames Name(in SenderProof proof, in WebhookRequest request, ReadOnlyMemory<byte> content)
    {
        var (ownId, ownType) = (idOf?.Invoke(request), typeOf?.Invoke(request) ?? proof.Type);
        var naming = Naming(proof, request.Context, content) with { WantsId = ownId is null, WantsType = ownType is null };
        var names = Read(proof, naming);
        return new EventNames(ownId ?? names.Id ?? IdIn(naming) ?? HashOf(content.Span), ownType ?? names.Type);
    }

    /// <summary>What the sender wants answered at once, without a handler; <see langword="null"/> for an event.</summary>
    public ImmediateAnswer? AnswerAtOnce(in SenderProof proof, string? type, HttpContext context, ReadOnlyMemory<byte> content) =>
        SenderProfiles.Of(proof).Answer(type, Naming(proof, context, content));

    public static ModelFaults? Faults(EventNames names) =>
        !EventTypePattern.IsType(names.Id!) ? ModelFaults.Of("id", Rule)
        : names.Type is { } type && !EventTypePattern.IsType(type) ? ModelFaults.Of("type", Rule)
        : null;

    private static EventNames Read(in SenderProof proof, in NamingRequest naming)
    {
        try
        {
            return SenderProfiles.Of(proof).Name(naming);
        }
        catch (JsonException) when (!naming.WantsType)
        {
            // Only the id is wanted of it, and there is another way to that.
            return new EventNames(proof.Id, null);
        }
    }

    private NamingRequest Naming(in SenderProof proof, HttpContext context, ReadOnlyMemory<byte> content) => new(proof, context.Request.Headers, content, maxJsonDepth);

    private static string? IdIn(in NamingRequest naming) => naming.Header(IdHeader) is { } id && EventTypePattern.IsType(id) ? id : null;

    // Without an id the bytes are all there is to know an event by.
    private static string HashOf(ReadOnlySpan<byte> body) => "sha256-" + Convert.ToHexStringLower(SHA256.HashData(body));
}
