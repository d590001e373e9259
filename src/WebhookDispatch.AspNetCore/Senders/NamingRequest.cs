using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Verifying;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>A verified request whose event is to be named.</summary>
/// <param name="Proof">What the verification found.</param>
/// <param name="Headers">The headers; none of them is signed but those of the proof.</param>
/// <param name="Body">The body, after decompression.</param>
/// <param name="MaxJsonDepth">How deep the body may nest.</param>
internal readonly record struct NamingRequest(SenderProof Proof, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body, int MaxJsonDepth)
{
    /// <summary>Whether the id is still to be found.</summary>
    public bool WantsId { get; init; } = true;

    /// <summary>Whether the type is still to be found.</summary>
    public bool WantsType { get; init; } = true;

    public string? Header(string? name) => name is not null && Headers[name] is [{ Length: > 0 } line] ? line : null;
}
